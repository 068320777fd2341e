using MssTools.Core.Origin;
using Xunit;

namespace MssTools.Core.Tests.Origin;

public class SmoothAddressTests
{
    [Theory]
    [InlineData("/film.ism/Manifest", "film")]
    [InlineData("/film.isml/Manifest", "film")]
    [InlineData("/film/Manifest", "film")]
    [InlineData("/film.ISM/MANIFEST", "film")]
    [InlineData("/a/b/film.ism/manifest", "a/b/film")]
    [InlineData("/film.2.ism/manifest", "film.2")]
    [InlineData("/film.ism/manifest(filter=mobile)", "film")]
    [InlineData("/film.ism/Manifest(format=fmp4-v20,filter=mobile-1.x)", "film")]
    [InlineData("/film.ism//Manifest", "film")]
    public void Parse_Manifest_NamesTheFolder(string target, string folder) =>
        Assert.Equal(folder, string.Join('/', Assert.IsType<SmoothAddress.Manifest>(Parse(target)).Folder));

    [Theory]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(video=20000000)", FragmentPart.Fragments, "video", 20000000)]
    [InlineData("/film.isml/qualitylevels(281000)/FRAGMENTINFO(video_2=0)", FragmentPart.FragmentInfo, "video_2", 0)]
    [InlineData("/film/QualityLevels(281000)/KeyFrames(video=1)", FragmentPart.KeyFrames, "video", 1)]
    [InlineData("/film/QualityLevels(281000)/RawFragments(audio=999999999999999999)", FragmentPart.RawFragments, "audio", 999999999999999999)]
    public void Parse_Fragment_IsRead(string target, object part, string index, long time)
    {
        SmoothAddress.Fragment address = Assert.IsType<SmoothAddress.Fragment>(Parse(target));

        Assert.Equal((281000, (FragmentPart)part, index, time), (address.Bitrate, address.Part, address.StreamIndex, address.Time));
        Assert.Equal(["film"], address.Folder);
    }

    [Theory]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(video=)")]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(video=-1)")]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(video=01)")]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(video=1000000000000000000)")]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(=1)")]
    [InlineData("/film.ism/QualityLevels(281000)/Fragment(video=1)")]
    [InlineData("/film.ism/QualityLevels(281000)/Fragments(video=1)x")]
    [InlineData("/film.ism/QualityLevels()/Fragments(video=1)")]
    [InlineData("/film.ism/QualityLevels(0281000)/Fragments(video=1)")]
    [InlineData("/film.ism/QualityLevels(281000,a=b)/Fragments(video=1)")]
    public void Parse_HalfAFragment_IsMalformed(string target) => Assert.IsType<SmoothAddress.Malformed>(Parse(target));

    [Theory]
    [InlineData("/Manifest")]
    [InlineData("/film.ism")]
    [InlineData("/film/manifest.ismc")]
    [InlineData("/film.ism/manifest(format=m3u8-aapl)")]
    [InlineData("/film.ism/manifest(filter=)")]
    [InlineData("/film.ism/manifest()")]
    [InlineData("/film/281000/video/0.fmp4")]
    [InlineData("/QualityLevels(1)/Fragments(video=1)")]
    public void Parse_AnythingElse_IsNone(string target) => Assert.Null(Parse(target));

    private static SmoothAddress? Parse(string target) => SmoothAddress.Parse(RequestPath.Parse(target)!);
}
