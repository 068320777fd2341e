using System.Buffers.Binary;
using CsCheck;
using MssTools.Core.Codecs.Avc;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AnnexBTests
{
    // A NAL unit: no start code inside (3 escapes it), no zero at the end, a header that is not zero.
    private static readonly Gen<byte[]> s_nalUnit = Gen.Select(Gen.Byte[1, 31], Gen.OneOf(Gen.Byte, Gen.Byte[0, 3]).Array[0, 80])
        .Select((header, body) => Escape([header, .. body, 0x80]));

    [Theory]
    [InlineData("000001" + "6588", "00000002" + "6588", true, true)]
    [InlineData("00000001" + "6588", "00000002" + "6588", true, true)]
    [InlineData("00000001" + "09f0" + "000001" + "419a" + "0000", "0000000209f0" + "00000002419a", true, false)] // trailing zeros
    [InlineData("00000001" + "0605" + "00000001" + "419a", "000000020605" + "00000002419a", true, false)]
    [InlineData("00000001" + "09f0" + "00000001" + "0601", "0000000209f0" + "000000020601", false, false)]      // no picture
    [InlineData("ffff" + "000001" + "42c0", "0000000242c0", true, false)]                                        // junk before; data partition
    [InlineData("000001" + "000001" + "65", "0000000165", true, true)]                                           // empty NAL unit
    [InlineData("65880000", "", false, false)]
    [InlineData("", "", false, false)]
    public void ToAccessUnit_Bytes_BecomeLengthPrefixed(string bytes, string expected, bool hasPicture, bool isSync)
    {
        AvcAccessUnit unit = AnnexB.ToAccessUnit(Convert.FromHexString(bytes));

        Assert.Equal(expected, Convert.ToHexStringLower(unit.Data.Span));
        Assert.Equal((hasPicture, isSync), (unit.HasPicture, unit.IsSync));
    }

    [Fact]
    public void ToAccessUnit_ParameterSets_StayInTheSampleAndTheFirstOnesAreTold()
    {
        AvcAccessUnit unit = AnnexB.ToAccessUnit(Convert.FromHexString("0000000167aa" + "00000168bb" + "00000168bc" + "00000165dd"));

        Assert.Equal("0000000267aa" + "0000000268bb" + "0000000268bc" + "0000000265dd", Convert.ToHexStringLower(unit.Data.Span));
        Assert.Equal(("67aa", "68bb"), (Convert.ToHexStringLower(unit.Sps.Span), Convert.ToHexStringLower(unit.Pps.Span)));
    }

    [Fact]
    public void ToAccessUnit_RecoveryPointWithoutIdr_IsNoSyncSample()
    {
        AvcAccessUnit unit = AnnexB.ToAccessUnit(Convert.FromHexString("000001" + "060604" + "000001" + "4188"));

        Assert.Equal((false, true, "4188"), (unit.IsSync, unit.IsRecoveryPoint, Convert.ToHexStringLower(unit.Slice.Span)));
    }

    [Fact]
    public void ToAccessUnit_AnyNalUnits_AllComeBackInOrder() =>
        Gen.Select(s_nalUnit, Gen.Bool, Gen.Int[0, 3]).Array[1, 12].Sample(units =>
        {
            byte[] stream = [.. units.SelectMany(unit =>
                (byte[])[.. unit.Item2 ? new byte[] { 0 } : [], 0, 0, 1, .. unit.Item1, .. new byte[unit.Item3]])];

            ReadOnlySpan<byte> data = AnnexB.ToAccessUnit(stream).Data.Span;

            foreach ((byte[] expected, _, _) in units)
            {
                Assert.Equal(expected.Length, BinaryPrimitives.ReadInt32BigEndian(data));
                Assert.True(data.Slice(4, expected.Length).SequenceEqual(expected));
                data = data[(4 + expected.Length)..];
            }

            Assert.True(data.IsEmpty);
        });

    [Fact]
    public void ToRawPayload_EscapedBytes_ComeBack() =>
        Gen.Byte[0, 4].Array[0, 60].Sample(raw => Assert.Equal(raw, NalUnit.ToRawPayload(Escape([0x67, .. raw]))));

    [Theory]
    [InlineData("00000109f0", 0, 0)]
    [InlineData("0000000109f0", 0, 1)]
    [InlineData("00000109f00000014100000109f0", 3, 9)]
    [InlineData("000001410000016500000109", 0, 8)]
    [InlineData("00000141000001", 0, -1)]
    [InlineData("", 0, -1)]
    public void IndexOfDelimiter_FindsTheNextOne(string bytes, int start, int expected) =>
        Assert.Equal(expected, AnnexBReader.IndexOfDelimiter(Convert.FromHexString(bytes), start));

    private static byte[] Escape(byte[] raw)
    {
        var bytes = new List<byte> { raw[0] };
        int zeros = 0;
        foreach (byte b in raw.AsSpan(1))
        {
            if (zeros >= 2 && b <= 3)
            {
                bytes.Add(3);
                zeros = 0;
            }

            bytes.Add(b);
            zeros = b == 0 ? zeros + 1 : 0;
        }

        return [.. bytes];
    }
}
