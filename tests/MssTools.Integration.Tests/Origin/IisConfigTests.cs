using System.Xml.Linq;
using MssTools.Core.Origin.Exports;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>What IIS is told.</summary>
public class IisConfigTests
{
    [Theory]
    [InlineData("Access-Control-Allow-Origin", "*")]
    [InlineData("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")]
    [InlineData("Access-Control-Allow-Headers", "Authorization, Range, If-None-Match, If-Modified-Since, If-Range")]
    [InlineData("Access-Control-Max-Age", "86400")]
    public void Headers_LetBrowsersOnOtherSitesAskForRanges(string name, string value)
    {
        using var folder = new TemporaryFolder();

        var config = XDocument.Parse(IisConfig.Write(StaticSite.Read(folder.FullName, 8888, origin: null, TimeProvider.System)));

        XElement header = Assert.Single(config.Descendants("customHeaders").Elements("add"), e => (string?)e.Attribute("name") == name);
        Assert.Equal(value, (string?)header.Attribute("value"));
    }
}
