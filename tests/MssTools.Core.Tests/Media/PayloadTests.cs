using CsCheck;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Media;

public sealed class PayloadTests : IDisposable
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 5 + 1))];

    private readonly TemporaryFolder _folder = new();
    private readonly MediaFile _file;

    public PayloadTests()
    {
        File.WriteAllBytes(_folder.Join("media"), s_bytes);
        _file = MediaFile.Open(_folder.Join("media"));
    }

    [Fact]
    public void CopyTo_OfMemoryAndOfAFile_GiveTheSameBytes() =>
        Gen.Select(Gen.Int[0, 63], Gen.Int[0, 63]).Where((start, length) => start + length <= 64).Sample((start, length) =>
        {
            byte[] fromFile = new byte[length];
            byte[] fromMemory = new byte[length];

            new Payload(_file, start, length).CopyTo(fromFile);
            new Payload(s_bytes.AsMemory(start, length)).CopyTo(fromMemory);

            Assert.Equal(s_bytes[start..(start + length)], fromFile);
            Assert.Equal(fromFile, fromMemory);
        });

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 3)]
    [InlineData(4, 0)]
    public void Slice_WithinThePayload_IsThatPart(int start, int length)
    {
        Assert.Equal(s_bytes[(10 + start)..(10 + start + length)], new Payload(_file, 10, 4).Slice(start, length).ToMemory().ToArray());
        Assert.Equal(s_bytes[(10 + start)..(10 + start + length)], new Payload(s_bytes.AsMemory(10, 4)).Slice(start, length).ToMemory().ToArray());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    [InlineData(5, 1)]
    [InlineData(0, -1)]
    public void Slice_OutsideThePayload_IsRefused(int start, int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Payload(_file, 10, 4).Slice(start, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Payload(s_bytes.AsMemory(10, 4)).Slice(start, length));
    }

    [Theory]
    [InlineData(0, 4, 4, 4, 8, 8)]  // side by side, just within the limit
    [InlineData(0, 4, 4, 4, 7, 0)]  // one byte past the limit
    [InlineData(0, 4, 5, 4, 99, 0)] // a hole between them
    [InlineData(4, 4, 0, 4, 99, 0)] // the wrong way round
    public void TryJoin_TwoRanges_JoinsNeighboursWithinTheLimit(int a, int aLength, int b, int bLength, int limit, int expected)
    {
        bool joins = new Payload(_file, a, aLength).TryJoin(new Payload(_file, b, bLength), limit, out Payload joined);

        Assert.Equal(expected > 0, joins);
        Assert.Equal(expected, joined.Length);
        Assert.Equal(s_bytes[..expected], joined.ToMemory().ToArray());
    }

    [Fact]
    public void TryJoin_MemoryOrAnotherFile_NeverJoins()
    {
        using MediaFile other = MediaFile.Open(_folder.Join("media"));

        Assert.False(new Payload(_file, 0, 4).TryJoin(new Payload(other, 4, 4), 99, out _));
        Assert.False(new Payload(s_bytes.AsMemory(0, 4)).TryJoin(new Payload(s_bytes.AsMemory(4, 4)), 99, out _));
    }

    [Fact]
    public void CopyTo_FileEndsBefore_IsASourceFailureWithThePlace()
    {
        var failure = Assert.Throws<MssException>(() => new Payload(_file, 60, 5).ToMemory());

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.Contains("ends at 64: 5 bytes at 60", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSuchFile_IsNotFound() =>
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => MediaFile.Open(_folder.Join("none"))).Code);

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }
}
