using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs;

/// <summary>Definitions, manifests and fragments as literals.</summary>
internal static class TestGroup
{
    public static StreamDefinition Define(string targetFolder, params string[] names) => new()
    {
        LocalStreamNames = names,
        TargetFolder = targetFolder,
        GroupName = "group",
        ChunkLength = 2,
        IsLive = false,
    };

    public static GroupLayout LayoutOf(StreamDefinition definition) => new(definition.LocalStreamNames, definition.TimeScale);

    public static FragmentTime[] Times(params long[] seconds) =>
        [.. seconds.Select(s => new FragmentTime(Ms(s * 1000), Ms(2000)))];

    /// <summary>What a stream "a" of one bit rate publishes.</summary>
    public static ClientManifest Single(GroupLayout layout, params FragmentTime[] times) => new(
        10_000_000, true, 2, 0,
        [
            new StreamIndex(MediaKind.Video, "video", layout.UrlOf(Contents.Video), [new QualityLevel(1_000_000, Avc)], times),
            new StreamIndex(MediaKind.Audio, "audio", layout.UrlOf(Contents.Audio), [new QualityLevel(1_000_000, Aac)], times),
        ]);

    public static PackagedFragment Packaged(string path, byte[]? header = null, params Sample[] samples)
    {
        header ??= [1, 2, 3, 4];
        return new PackagedFragment(
            Video(), 1_000_000, path, new FragmentTime(0, Ms(2000)), header, samples, header.Length + samples.Sum(s => (long)s.Data.Length));
    }
}
