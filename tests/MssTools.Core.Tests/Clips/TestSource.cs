using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Tests.Stored;

namespace MssTools.Core.Tests.Clips;

/// <summary>A group on disk, written by hand.</summary>
internal sealed class TestSource(string folder, params string[] streams)
{
    public const long Second = 10_000_000;

    public static readonly AvcConfig Small = new(Convert.FromHexString("0000000167AA"), 16, 16, "");
    public static readonly AvcConfig Large = new(Convert.FromHexString("0000000167BB"), 32, 32, "");
    public static readonly AacConfig Stereo = new("AACL", Convert.FromHexString("1190"), 48000, 2, 1024, "");
    public static readonly AacConfig Mono = new("AACL", Convert.FromHexString("1188"), 48000, 1, 1024, "");

    public static byte[] Plain { get; } = [0, 0, 0, 2, 0x65, 1];

    public static byte[] WithSets { get; } = [0, 0, 0, 2, 0x67, 1];

    public GroupLayout Layout { get; } = new(streams, 10_000_000);

    public string Folder => folder;

    /// <summary>Fragments of a second each, listed from a second on.</summary>
    public StreamIndex Index(Content content, long from, int count, params CodecConfig[] levels) => new(
        content.Kind,
        content.Name,
        Layout.UrlOf(content),
        [.. levels.Select((config, i) => new QualityLevel(1000 * (i + 1), config))],
        [.. Enumerable.Range(0, count).Select(i => new FragmentTime((from + i) * Second, Second))],
        content.Language);

    public void Write(string name, bool isLive, params StreamIndex[] indexes)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Join(folder, name), ClientManifestWriter.Write(new ClientManifest(10_000_000, isLive, 2, 0, indexes)));
    }

    /// <summary>Stores the fragments of a StreamIndex; each announces the two that follow.</summary>
    public void Store(StreamIndex index, byte[]? data = null)
    {
        foreach (QualityLevel level in index.QualityLevels)
        {
            foreach (FragmentTime time in index.Fragments)
            {
                string path = Path.Join(folder, Layout.PathOf(GroupLayout.ContentOf(index), level.Bitrate, time.Time));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, Fragment(index, time, data ?? [.. Plain, (byte)level.Bitrate, (byte)(time.Time / Second)]));
            }
        }
    }

    private static byte[] Fragment(StreamIndex index, FragmentTime time, byte[] data) => new TestFragment
    {
        Sequence = (uint)(time.Time / Second % 1000 + 1),
        RunFlags = index.Kind == MediaKind.Video ? 0xF01u : 0x301u,
        Place = (time.Time, time.Duration),
        Next = [(time.End, Second), (time.End + Second, Second)],
        Samples = [new TestSample((uint)time.Duration, data)],
    }.Build();
}
