using MssTools.Core.Inputs.Synthetic.Pictures;
using Xunit;
using Writer = MssTools.Core.Bits.BitWriter; // not the one for tests, which can lie

namespace MssTools.Core.Tests.Inputs.Synthetic.Pictures;

public class LevelWriterTests
{
    [Theory]
    [InlineData("", "1")]
    [InlineData("1", "01" + "0" + "1")]                     // a trailing one, no zeros
    [InlineData("0 0 -1", "01" + "1" + "010")]              // two zeros before it
    [InlineData("2", "000101" + "1" + "1")]                 // levelCode 2 - 2
    [InlineData("-2", "000101" + "01" + "1")]
    [InlineData("9", "000101" + "000000000000001" + "0000" + "1")]   // the first one with level_prefix 14
    [InlineData("17", "000101" + "0000000000000001" + "000000000000" + "1")] // and with 15: an escape
    [InlineData("0 3 0 1 -1 -1 0 1", "0000100" + "0" + "1" + "1" + "1" + "0010" + "111" + "10" + "1" + "1" + "01")]
    [InlineData("-2 4 3 -3 0 0 -1", "0000000110" + "1" + "0001" + "001" + "0" + "0001" + "0" + "1" + "11" + "0011" + "00")]
    public void Write_Levels_AreTheseBits(string levels, string expected)
    {
        int[] values = new int[16];
        levels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray().CopyTo(values, 0);
        var bits = new Writer();

        LevelWriter.Write(bits, values);

        int length = bits.Position;
        bits.Align();
        Assert.Equal(expected, Text(bits.Written)[..length]);
    }

    // A decoder can tell every code word from the others.
    [Fact]
    public void Tables_EachRow_IsAPrefixCode()
    {
        Assert.All(Rows(), row => Assert.All(row, word =>
        {
            Assert.True(word.Bits < 1u << word.Length);
            Assert.Single(row, other => other.Length >= word.Length && other.Bits >> (other.Length - word.Length) == word.Bits);
        }));
    }

    private static IEnumerable<CodeWord[]> Rows()
    {
        yield return [.. Enumerable.Range(0, 17).SelectMany(total =>
            Enumerable.Range(0, Math.Min(total, 3) + 1).Select(ones => CavlcTables.CoefficientToken(total, ones)))];
        for (int i = 1; i < 16; i++)
        {
            yield return [.. Enumerable.Range(0, 17 - i).Select(zeros => CavlcTables.TotalZeros(i, zeros))];
            yield return [.. Enumerable.Range(0, i + 1).Select(run => CavlcTables.RunBefore(i, run)).Take(15)];
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => string.Concat(bytes.ToArray().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
}
