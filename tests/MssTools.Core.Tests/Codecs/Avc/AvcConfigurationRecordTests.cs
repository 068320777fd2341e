using MssTools.Core.Codecs.Avc;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AvcConfigurationRecordTests
{
    [Theory]
    [InlineData("")]
    [InlineData("000001")]
    [InlineData("0000000167AA")]
    [InlineData("0000000167640000")]
    [InlineData("00000001670000000168")]
    [InlineData("0000000167640015AC00000001")]
    public void Write_PrivateDataThatIsNone_IsMalformed(string hex) => Assert.Equal(
        MssError.MalformedInput, Assert.Throws<MssException>(() => AvcConfigurationRecord.Write(Convert.FromHexString(hex))).Code);
}
