using MssTools.Core.Inputs.Synthetic.Pictures;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic.Pictures;

public class AvcLevelTests
{
    [Theory]
    [InlineData(11, 9, 15, 64_000, 10)]       // QCIF
    [InlineData(11, 9, 15, 64_001, 11)]       // more bits
    [InlineData(11, 9, 16, 64_000, 11)]       // more macroblocks in a second
    [InlineData(22, 18, 30, 768_000, 13)]     // CIF
    [InlineData(22, 18, 30, 2_000_000, 20)]
    [InlineData(45, 36, 25, 4_000_000, 30)]   // PAL
    [InlineData(80, 45, 30, 14_000_000, 31)]  // 720p
    [InlineData(80, 45, 60, 14_000_000, 32)]
    [InlineData(120, 68, 30, 20_000_000, 40)] // 1080p
    [InlineData(120, 68, 60, 20_000_000, 42)]
    [InlineData(120, 4, 1, 100_000, 31)]      // a wide strip: sides count too
    [InlineData(4, 68, 1, 100_000, 21)]
    public void Lowest_Stream_IsTheOneOfTheStandard(int columns, int rows, int rate, long bitrate, byte expected) =>
        Assert.Equal(expected, AvcLevel.Lowest(columns, rows, rate, bitrate).Number);
}
