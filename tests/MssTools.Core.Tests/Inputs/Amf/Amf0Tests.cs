using CsCheck;
using MssTools.Core.Inputs.Amf;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Amf;

public class Amf0Tests
{
    // What a server says to connect: a text, a number, an object, an object.
    private const string Connected =
        "02" + "0007" + "5f726573756c74" +                                  // _result
        "00" + "3ff0000000000000" +                                         // 1
        "03" + "0006" + "666d73566572" + "02" + "0003" + "464d53" +         // { fmsVer: FMS,
        "0004" + "6f706973" + "01" + "01" + "000009" +                      // opis: true }
        "05";                                                               // null

    [Fact]
    public void Write_CommandOfAllKinds_IsTheseBytes()
    {
        Amf0Writer values = new Amf0Writer().Text("_result").Number(1)
            .Object().Name("fmsVer").Text("FMS").Name("opis").Boolean(true).End().Null();

        Assert.Equal(Connected, Convert.ToHexStringLower(values.Written));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var values = new Amf0Reader(Convert.FromHexString(Connected), "test");

        Assert.Equal("_result", values.ReadText());
        Assert.Equal(1, values.ReadNumber());
        Assert.True(values.TryEnterObject());
        Assert.True(values.TryReadProperty(out ReadOnlySpan<byte> first));
        Assert.True(first.SequenceEqual("fmsVer"u8));
        Assert.Equal("FMS", values.ReadText());
        Assert.True(values.TryReadProperty(out ReadOnlySpan<byte> second));
        Assert.True(second.SequenceEqual("opis"u8));
        Assert.Null(values.ReadNumber()); // a boolean, passed over
        Assert.False(values.TryReadProperty(out _));
        Assert.False(values.TryEnterObject()); // null, passed over
        Assert.True(values.IsAtEnd);
    }

    [Theory]
    [InlineData("00" + "4000000000000000")]
    [InlineData("01" + "01")]
    [InlineData("02" + "0001" + "61")]
    [InlineData("03" + "0001" + "61" + "05" + "000009")]
    [InlineData("05")]
    [InlineData("06")]
    [InlineData("07" + "0001")]
    [InlineData("08" + "ffffffff" + "0001" + "61" + "06" + "000009")] // the count is only a hint
    [InlineData("0a" + "00000002" + "05" + "0101")]
    [InlineData("0b" + "4000000000000000" + "0000")]
    [InlineData("0c" + "00000002" + "6161")]
    [InlineData("0d")]
    [InlineData("0f" + "00000001" + "61")]
    [InlineData("10" + "0001" + "61" + "0001" + "62" + "05" + "000009")]
    public void Skip_EachKind_StandsBehindIt(string value)
    {
        var values = new Amf0Reader(Convert.FromHexString(value + "00" + "4045000000000000"), "test");

        values.Skip();

        Assert.Equal(42, values.ReadNumber());
        Assert.True(values.IsAtEnd);
    }

    [Theory]
    [InlineData("02" + "0005" + "61", "5 bytes are needed, 1 are left")]
    [InlineData("0a" + "7fffffff" + "05", "count 2147483647 needs")]
    [InlineData("0c" + "ffffffff", "bytes are needed")]
    [InlineData("11", "marker 17 is none")]
    [InlineData("0a000000010a000000010a000000010a000000010a000000010a000000010a000000010a000000010a0000000105", "nested deeper than 8")]
    public void Skip_WhatCannotBe_IsMalformed(string value, string message)
    {
        MssException failure = Assert.Throws<MssException>(() => new Amf0Reader(Convert.FromHexString(value), "test").Skip());

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_LongerThanItsLengthField_IsACallersBug() =>
        Assert.Throws<ArgumentException>(() => new Amf0Writer().Text(new string('a', 65536)));

    [Fact]
    public void Read_AnyBytes_GivesValuesOrMalformedInput() => Gen.Byte[0, 17].Array[0, 300].Sample(bytes =>
    {
        var values = new Amf0Reader(bytes, "any");
        try
        {
            while (!values.IsAtEnd)
            {
                int before = values.Position;
                if (values.TryEnterObject())
                {
                    while (values.TryReadProperty(out _))
                    {
                        values.Skip();
                    }
                }

                Assert.True(values.Position > before);
            }
        }
        catch (MssException failure)
        {
            Assert.Equal(MssError.MalformedInput, failure.Code);
        }
    });

    [Fact]
    public void Read_AnyTextAndNumber_IsWhatWasWritten() => Gen.Select(Gen.String[0, 300], Gen.Double).Sample((text, number) =>
    {
        var values = new Amf0Reader(new Amf0Writer().Text(text).Number(number).Written, "any");

        return values.ReadText() == System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text))
            && values.ReadNumber().Equals(number)
            && values.IsAtEnd;
    });
}
