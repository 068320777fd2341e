using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MssTools.Core.Checks;
using MssTools.Core.Iso;
using MssTools.Core.Tests.Stored;

namespace MssTools.Core.Tests.Checks;

/// <summary>
/// A presentation on disk that every rule passes, until a test plants a fault in it: two renditions of pictures and one of sound, of
/// four fragments of two seconds.
/// </summary>
internal sealed class TestPresentation : IDisposable
{
    public const string ParameterSets = "00000001674D400CECC0A0CFCF80880000030008000003019078A14CD0" + "0000000168E97B2C80";
    public const long Length = 20_000_000;
    private const int Count = 4;

    private readonly TemporaryFolder _folder = new();

    public TestPresentation(bool isLive = false)
    {
        IsLive = isLive;
        Root = XElement.Parse(
            $"""
            <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000" Duration="{(isLive ? 0 : Count * Length)}">
              <StreamIndex Type="video" Name="video" TimeScale="10000000" Chunks="4" QualityLevels="2" Url="QualityLevels(@bitrate@)/Fragments(video=@start time@)">
                <QualityLevel Index="0" Bitrate="1000000" FourCC="H264" MaxWidth="320" MaxHeight="180" CodecPrivateData="{ParameterSets}" />
                <QualityLevel Index="1" Bitrate="500000" FourCC="H264" MaxWidth="320" MaxHeight="180" CodecPrivateData="{ParameterSets}" />
              </StreamIndex>
              <StreamIndex Type="audio" Name="audio" TimeScale="10000000" Chunks="4" QualityLevels="1" Url="QualityLevels(@bitrate@)/Fragments(audio=@start time@)">
                <QualityLevel Index="0" Bitrate="64000" FourCC="AACL" AudioTag="255" SamplingRate="48000" Channels="2" BitsPerSample="16" PacketSize="4" CodecPrivateData="1190" />
              </StreamIndex>
            </SmoothStreamingMedia>
            """.Replace("(@", "({", StringComparison.Ordinal).Replace("=@", "={", StringComparison.Ordinal).Replace("@)", "})", StringComparison.Ordinal));
        if (isLive)
        {
            Root.SetAttributeValue("IsLive", "TRUE");
            Root.SetAttributeValue("LookAheadFragmentCount", "2");
            Root.SetAttributeValue("DVRWindowLength", Count * Length);
        }

        foreach (XElement index in Root.Elements())
        {
            for (int i = 0; i < Count; i++)
            {
                index.Add(new XElement("c", new XAttribute("t", i * Length), new XAttribute("d", Length)));
                foreach (XElement level in index.Elements("QualityLevel"))
                {
                    string name = (string)index.Attribute("Name")!;
                    Fragments[$"QualityLevels({(string)level.Attribute("Bitrate")!})/Fragments({name}={i * Length})"] = Make(name == "video", i);
                }
            }
        }
    }

    public bool IsLive { get; }

    public XElement Root { get; set; }

    /// <summary>The manifest instead of <see cref="Root"/>.</summary>
    public byte[]? Manifest { get; set; }

    public string ManifestName { get; set; } = "manifest.ismc";

    public DateTime? Written { get; set; }

    public Dictionary<string, TestFragment> Fragments { get; } = [];

    /// <summary>Files instead of fragments.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What a server does with an answer.</summary>
    public Func<string, TestSite.Reply, TestSite.Reply> Answer { get; set; } = static (_, reply) => reply;

    public string Folder => _folder.Path;

    public XElement Video => Root.Elements("StreamIndex").First();

    public XElement Audio => Root.Elements("StreamIndex").Last();

    public XElement Level(int index = 0) => Root.Descendants("QualityLevel").ElementAt(index);

    public XElement Row(int index) => Video.Elements("c").ElementAt(index);

    /// <summary>Changes a fragment of the first rendition.</summary>
    public void Change(int index, Func<TestFragment, TestFragment> change) => Change(1_000_000, "video", index, change);

    public void ChangeSound(int index, Func<TestFragment, TestFragment> change) => Change(64_000, "audio", index, change);

    public void Write()
    {
        string manifest = _folder.Add(ManifestName, "");
        File.WriteAllBytes(manifest, Manifest ?? new UTF8Encoding(false).GetBytes(Root.ToString()));
        foreach ((string path, TestFragment fragment) in Fragments)
        {
            _folder.Add(path, "");
            File.WriteAllBytes(_folder.Join(path), fragment.Build());
        }

        foreach ((string path, byte[] bytes) in Files)
        {
            _folder.Add(path, "");
            File.WriteAllBytes(_folder.Join(path), bytes);
        }

        if (Written is { } written)
        {
            File.SetLastWriteTimeUtc(manifest, written);
        }
    }

    /// <summary>Checks the folder.</summary>
    public List<MssFinding> Check(params MssPlayer[] players)
    {
        Write();
        return Run(new CheckDefinition { Path = _folder.Path, Players = players });
    }

    /// <summary>Checks it behind a server.</summary>
    public List<MssFinding> CheckServed(string target = "/manifest.ismc", TimeSpan? timeout = null)
    {
        Write();
        File.WriteAllText(_folder.Join("clientaccesspolicy.xml"), "<access-policy/>");
        using var site = new TestSite(t => Answer(t, Serve(t)));
        return Run(new CheckDefinition { Address = site.Address(target), Timeout = timeout ?? TimeSpan.FromSeconds(20) });
    }

    public static List<MssFinding> Run(CheckDefinition definition) =>
        [.. GroupChecker.CheckAsync(definition, TimeProvider.System, CancellationToken.None).ToBlockingEnumerable()];

    public void Dispose() => _folder.Dispose();

    // As a server holds it: a successor that is announced comes when it is there.
    private TestSite.Reply Serve(string target) => IsLive && target.Contains((Count * Length).ToString(CultureInfo.InvariantCulture) + ")", StringComparison.Ordinal)
        ? new TestSite.Reply(200, [], "Content-Type: video/mp4")
        : TestSite.FromFolder(_folder.Path, target);

    private void Change(int bitrate, string name, int index, Func<TestFragment, TestFragment> change)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"QualityLevels({bitrate})/Fragments({name}={index * Length})");
        Fragments[path] = change(Fragments[path]);
    }

    private TestFragment Make(bool isVideo, int index) => new()
    {
        Sequence = (uint)index + 1,
        Place = (index * Length, Length),
        Next = IsLive ? [((index + 1) * Length, Length), ((index + 2) * Length, Length)] : null,
        RunFlags = isVideo ? 0xF01u : 0x301u,
        DefaultValue = isVideo ? 0 : SampleFlags.Sync,
        Samples = isVideo
            ? [.. Enumerable.Range(0, 50).Select(i => i == 0 ? Idr() : Predicted())]
            : [.. Enumerable.Range(0, 100).Select(_ => new TestSample(200_000, [0x21, 0x10, 4, 0x60, 0x8c, 0x1c, 1, 2]))],
    };

    public static TestSample Idr() => new(400_000, [0, 0, 0, 5, 0x65, 0x88, 0x84, 0, 0x21]);

    public static TestSample Predicted() => new(400_000, [0, 0, 0, 4, 0x41, 0x9a, 2, 3], SampleFlags.NonSync);
}
