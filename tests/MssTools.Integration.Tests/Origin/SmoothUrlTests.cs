using System.Buffers.Binary;
using System.Net;
using System.Xml.Linq;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>The URLs of Smooth Streaming servers over the same files.</summary>
public sealed class SmoothUrlTests : IDisposable
{
    private readonly ServedGroup _served = new();

    [Theory]
    [InlineData("group.ism/Manifest")]
    [InlineData("group.isml/Manifest")]
    [InlineData("group.ISML/MANIFEST")]
    [InlineData("group/manifest")]
    public async Task Manifest_HasStandardUrlsAndAllElse(string url)
    {
        XElement manifest = XElement.Parse(await _served.Client.GetStringAsync(new Uri(url, UriKind.Relative)));

        Assert.Equal(
            ["QualityLevels({bitrate})/Fragments(video={start time})", "QualityLevels({bitrate})/Fragments(audio={start time})"],
            manifest.Elements("StreamIndex").Select(s => (string)s.Attribute("Url")!));
        XElement stored = _served.Group.Root;
        foreach (XElement root in new[] { manifest, stored })
        {
            root.Elements("StreamIndex").Attributes("Url").Remove();
        }

        Assert.Equal(stored.ToString(), manifest.ToString());
    }

    [Fact]
    public async Task Fragments_AllThatAreListed_AreTheFiles()
    {
        foreach (ClientIndex index in _served.Group.Indexes)
        {
            foreach (ClientLevel level in index.Levels)
            {
                foreach ((long time, _) in index.Rows)
                {
                    byte[] body = await _served.Client.GetByteArrayAsync(
                        new Uri($"group.ism/QualityLevels({level.Bitrate})/Fragments({index.Name}={time})", UriKind.Relative));
                    Assert.Equal(File.ReadAllBytes(_served.Group.PathOf(index, level, time)), body);
                }
            }
        }
    }

    [Fact]
    public async Task FragmentInfo_IsTheMoof()
    {
        byte[] fragment = File.ReadAllBytes(_served.FragmentPath(1));

        byte[] info = await PartAsync("FragmentInfo");

        Assert.Equal(fragment[..MoofLength(fragment)], info);
    }

    [Fact]
    public async Task RawFragments_IsTheSamples()
    {
        byte[] fragment = File.ReadAllBytes(_served.FragmentPath(1));

        byte[] raw = await PartAsync("RawFragments");

        Assert.Equal(fragment[(MoofLength(fragment) + 8)..], raw);
    }

    [Fact]
    public async Task KeyFrames_IsAFragmentOfTheSyncSamples()
    {
        ClientFragment whole = ClientFragment.Parse(File.ReadAllBytes(_served.FragmentPath(1)), isVideo: true);

        ClientFragment keys = ClientFragment.Parse(await PartAsync("KeyFrames"), isVideo: true);

        Assert.NotEmpty(keys.Samples);
        Assert.Equal(
            whole.Samples.Where(s => s.IsSync).Select(s => Convert.ToHexString(s.Data.Span)), keys.Samples.Select(s => Convert.ToHexString(s.Data.Span)));
        Assert.All(keys.Samples, s => Assert.True(s.IsSync));
        Assert.Equal(whole.Samples.Sum(s => s.Duration), keys.Samples.Sum(s => s.Duration));
        Assert.Equal(whole.Time, keys.Time);
    }

    [Fact]
    public async Task Parts_OfOneFragment_HaveEntityTagsOfTheirOwn()
    {
        var tags = new HashSet<string>();
        foreach (string noun in new[] { "Fragments", "FragmentInfo", "KeyFrames", "RawFragments" })
        {
            using HttpResponseMessage response = await _served.GetAsync(_served.FragmentUrl(1, noun));
            Assert.True(tags.Add(response.Headers.ETag!.ToString()));
        }
    }

    [Theory]
    [InlineData("group.ism/QualityLevels(1)/Fragments(video=0)", HttpStatusCode.NotFound)]
    [InlineData("group.ism/QualityLevels({0})/Fragments(video=1)", HttpStatusCode.NotFound)]
    [InlineData("group.ism/QualityLevels({0})/Fragments(text=0)", HttpStatusCode.NotFound)]
    [InlineData("group.ism/QualityLevels({0})/Fragments(audio=0)", HttpStatusCode.NotFound)]
    [InlineData("other.ism/QualityLevels({0})/Fragments(video=0)", HttpStatusCode.NotFound)]
    [InlineData("other.ism/Manifest", HttpStatusCode.NotFound)]
    [InlineData("group.ism/QualityLevels({0})/Fragments(video=x)", HttpStatusCode.BadRequest)]
    [InlineData("group.ism/QualityLevels({0})/Pictures(video=0)", HttpStatusCode.BadRequest)]
    [InlineData("group.ism/QualityLevels({0})/Fragments(video=0)?ignored=1", HttpStatusCode.OK)]
    [InlineData("GROUP.ISM/qualitylevels({0})/fragments(video=0)", HttpStatusCode.NotFound)]
    [InlineData("group.ISM/qualitylevels({0})/fragments(video=0)", HttpStatusCode.OK)]
    public async Task Url_OfThisOrThat_HasItsStatus(string url, HttpStatusCode expected) =>
        Assert.Equal(expected, await _served.StatusAsync(url.Replace("{0}", _served.Bitrate, StringComparison.Ordinal)));

    [Fact]
    public async Task Fragment_ThatIsNone_Is500()
    {
        File.WriteAllText(_served.FragmentPath(1), "this is no fragment");

        Assert.Equal(HttpStatusCode.InternalServerError, await _served.StatusAsync(_served.FragmentUrl(1, "FragmentInfo")));
        Assert.Equal(HttpStatusCode.InternalServerError, await _served.StatusAsync(_served.FragmentUrl(1, "KeyFrames")));
    }

    public void Dispose() => _served.Dispose();

    private Task<byte[]> PartAsync(string noun) => _served.Client.GetByteArrayAsync(new Uri(_served.FragmentUrl(1, noun), UriKind.Relative));

    private static int MoofLength(byte[] fragment) => BinaryPrimitives.ReadInt32BigEndian(fragment);
}
