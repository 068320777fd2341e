using MssTools.Core.Origin;
using Xunit;

namespace MssTools.Core.Tests.Origin;

public class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=10-", 10, 90)]
    [InlineData("bytes=10-1000", 10, 90)]
    [InlineData("bytes=-10", 90, 10)]
    [InlineData("bytes=-1000", 0, 100)]
    [InlineData("BYTES=1-2", 1, 2)]
    [InlineData("bytes=100-", 0, 0)]
    [InlineData("bytes=100-200", 0, 0)]
    [InlineData("bytes=-0", 0, 0)]
    [InlineData("bytes=0-9223372036854775807", 0, 100)]
    public void Parse_Range_IsCutToTheBody(string header, long offset, long length) =>
        Assert.Equal(new ByteRange(offset, length), ByteRange.Parse(header, total: 100));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=1-b")]
    [InlineData("bytes=1-2,4-5")]
    [InlineData("bytes=--1")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("seconds=1-2")]
    public void Parse_NoSingleRange_IsPassedOver(string? header) => Assert.Null(ByteRange.Parse(header, total: 100));
}
