using MssTools.Core.Inputs.Rtsp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtsp;

public class RtspAuthenticationTests
{
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    // The example of RFC 7616 3.9.1.
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Authorize_ExampleOfTheStandard_HasItsResponse(string algorithm, string response)
    {
        string challenge = $"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"{Nonce}\", opaque=\"FQ\"";

        string answer = RtspAuthentication.Choose([challenge], "Mufasa", "Circle of Life")!
            .Authorize("GET", "/dir/index.html", ClientNonce);

        Assert.Contains($"response=\"{response}\"", answer, StringComparison.Ordinal);
        Assert.Contains("nc=00000001", answer, StringComparison.Ordinal);
        Assert.Contains("opaque=\"FQ\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Authorize_ServerWithoutQop_GetsTheOldResponse() => Assert.Contains(
        "response=\"670fd8c2df070c60b045671b8b24ff02\"", // RFC 2069 as corrected, RFC 2617's example values
        RtspAuthentication.Choose(["Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""], "Mufasa", "Circle Of Life")!
            .Authorize("GET", "/dir/index.html", ""),
        StringComparison.Ordinal);

    [Fact]
    public void Choose_Several_TakesTheStrongest()
    {
        string[] challenges = ["Basic realm=\"a\"", "Digest realm=\"a\", nonce=\"1\"", "Digest realm=\"a\", nonce=\"2\", algorithm=SHA-256"];

        Assert.Contains("nonce=\"2\"", RtspAuthentication.Choose(challenges, "u", "p")!.Authorize("PLAY", "rtsp://a"), StringComparison.Ordinal);
        Assert.Contains("nonce=\"1\"", RtspAuthentication.Choose(challenges[..2], "u", "p")!.Authorize("PLAY", "rtsp://a"), StringComparison.Ordinal);
        Assert.Equal("Basic dTpw", RtspAuthentication.Choose(challenges[..1], "u", "p")!.Authorize("PLAY", "rtsp://a"));
        Assert.Null(RtspAuthentication.Choose(["Digest realm=\"a\", nonce=\"1\", algorithm=SHA-512-256", "Negotiate"], "u", "p"));
    }
}
