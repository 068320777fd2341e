using MssTools.Core.Inputs.Network;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Network;

public class SourceAddressTests
{
    [Theory]
    [InlineData("udp://@239.1.1.1:5000", "", "239.1.1.1", 5000)]
    [InlineData("udp://10.0.0.7@232.1.1.1:5000/", "10.0.0.7", "232.1.1.1", 5000)]
    [InlineData("udp://@:5000", "", "", 5000)]
    [InlineData("udp://:5000?timeout=1", "", "", 5000)]
    [InlineData("rtp://[ff3e::1]:5004", "", "ff3e::1", 5004)]
    [InlineData("tcp://encoder.example:65535", "", "encoder.example", 65535)]
    public void Parse_AddressesOfPlayers_AreSplit(string text, string user, string host, int port)
    {
        SourceAddress address = SourceAddress.Parse(text, "timeout");

        Assert.Equal((user, host, port), (address.User, address.Host, address.Port));
    }

    [Theory]
    [InlineData("udp://239.1.1.1", "it has no port")]
    [InlineData("udp://239.1.1.1:0", "it has no port")]
    [InlineData("udp://239.1.1.1:70000", "it has no port")]
    [InlineData("udp://@:1?tiemout=1", "the option 'tiemout' is not known; timeout are")]
    public void Parse_Broken_IsInvalidSetting(string text, string said)
    {
        MssException failure = Assert.Throws<MssException>(() => SourceAddress.Parse(text, "timeout", "!ttl"));

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("udp://@:1?Timeout=42", 42)]
    [InlineData("udp://@:1?ttl=3", 7)]
    public void Number_GivenOrNot_IsItsValue(string text, long expected) =>
        Assert.Equal(expected, SourceAddress.Parse(text, "timeout", "!ttl").Number("timeout", otherwise: 7, highest: 100));

    [Theory]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("x")]
    public void Number_OutOfRange_IsInvalidSetting(string value) => Assert.Equal(
        MssError.InvalidSetting,
        Assert.Throws<MssException>(() => SourceAddress.Parse($"udp://@:1?timeout={value}", "timeout").Number("timeout", 7, 100)).Code);
}
