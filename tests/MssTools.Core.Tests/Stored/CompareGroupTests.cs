using MssTools.Core.Manifests;
using MssTools.Core.Tests.Clips;
using Xunit;

namespace MssTools.Core.Tests.Stored;

public sealed class CompareGroupTests : IDisposable
{
    private const string VideoPath = "s/video/1000/10000000.fmp4";

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(TimeProvider.System);

    [Fact]
    public async Task SameBytes_GiveNothing()
    {
        Write("a");
        Write("b");

        Assert.Empty(await CompareAsync());
    }

    [Theory]
    [InlineData("TimeScale=\"10000000\" Duration", "TimeScale=\"1000\" Duration", ": TimeScale '10000000' <> '1000'")]
    [InlineData(" Language=\"fra\"", "", "audio_fra: Language 'fra' <= ''")]
    [InlineData("Bitrate=\"1000\" FourCC=\"H264\"", "Bitrate=\"1000\" FourCC=\"AVC1\"", "video 1000: FourCC 'H264' <> 'AVC1'")]
    [InlineData("67AA", "67AB", "video 1000: CodecPrivateData '0000000167AA' <> '0000000167AB'")]
    [InlineData("MaxWidth=\"16\"", "MaxWidth=\"16\" Extra=\"x\"", "video 1000: Extra '' => 'x'")]
    [InlineData("Name=\"audio_fra\"", "Name=\"audio_deu\"", "audio_fra: StreamIndex 'audio_fra' <= ''|audio_deu: StreamIndex '' => 'audio_deu'")]
    public async Task Settings_ThatDiffer_AreTold(string from, string to, string expected)
    {
        Write("a");
        Write("b");
        string manifest = _folder.Join("b", "manifest.ismc");
        string text = await File.ReadAllTextAsync(manifest);
        Assert.Contains(from, text, StringComparison.Ordinal);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        await File.WriteAllTextAsync(manifest, text[..at] + to + text[(at + from.Length)..]);

        Assert.Equal(expected.Split('|').Select(e => e.StartsWith(':') ? "manifest" + e : e), (await CompareAsync()).Select(d => d.ToString()));
    }

    [Fact]
    public async Task Times_ThatDiffer_AreTold()
    {
        Write("a");
        Write("b");
        string manifest = _folder.Join("b", "manifest.ismc");
        string text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, text
            .Replace("<c t=\"0\" d=\"10000000\" />", "<c t=\"0\" d=\"9990000\" />", StringComparison.Ordinal)
            .Replace("<c t=\"20000000\" d=\"10000000\" />", "<c t=\"20010000\" d=\"10000000\" />", StringComparison.Ordinal));

        Assert.Equal(
            [
                "video at 00:00:00: d '10000000' <> '9990000'", "video at 00:00:02: c '20000000' <= ''", "video at 00:00:02.0010000: c '' => '20010000'",
            ],
            (await CompareAsync()).Take(3).Select(d => d.ToString()));
    }

    [Theory]
    [InlineData("mfhd")]
    [InlineData("tfxd")]
    [InlineData("tfrf")]
    [InlineData("samples")]
    [InlineData("Payload")]
    [InlineData("trun")]
    [InlineData("boxes")]
    public async Task Bytes_ThatDiffer_AreToldByWhatTheyMean(string expected)
    {
        Write("a");
        Write("b");
        TestFragment plain = Fragment();
        await File.WriteAllBytesAsync(_folder.Join("a", VideoPath), plain.Build());
        await File.WriteAllBytesAsync(_folder.Join("b", VideoPath), (expected switch
        {
            "mfhd" => plain with { Sequence = 9 },
            "tfxd" => plain with { Place = (10_000_000, 5) },
            "tfrf" => plain with { Next = [(20_000_000, 10_000_000)] },
            "samples" => plain with { Samples = [.. plain.Samples, new TestSample(5, [1])] },
            "Payload" => plain with { Samples = [plain.Samples[0], new TestSample(5_000_000, [3, 4, 6])] },
            "trun" => plain with { Samples = [plain.Samples[0], plain.Samples[1] with { Flags = 0x01010000 }] },
            _ => plain with { Behind = TestFragment.Box("free", 1, 2) },
        }).Build());

        MssDifference found = Assert.Single(await CompareAsync());

        Assert.Equal(("video 1000", TimeSpan.FromSeconds(1), expected), (found.Track, found.Time, found.Property));
        Assert.Equal(expected == "tfrf" ? "=>" : "<>", found.SideIndicator);
        Assert.NotEqual(found.ReferenceValue, found.DifferenceValue);
    }

    [Fact]
    public async Task LongSample_DiffersInItsLastByte_IsTold()
    {
        Write("a");
        Write("b");
        byte[] data = new byte[200_000];
        TestFragment one = Fragment() with { Samples = [new TestSample(10_000_000, data)] };
        await File.WriteAllBytesAsync(_folder.Join("a", VideoPath), one.Build());
        byte[] other = one.Build();
        other[^1] = 1;
        await File.WriteAllBytesAsync(_folder.Join("b", VideoPath), other);

        Assert.Equal("Payload", Assert.Single(await CompareAsync()).Property);
    }

    [Fact]
    public async Task Fragment_ThatOneLacksOrThatIsNone_IsTold()
    {
        Write("a");
        Write("b");
        File.Delete(_folder.Join("b", VideoPath));
        await File.WriteAllTextAsync(_folder.Join("a", "s/audio/1000/0.fmp4"), "this is no fragment");

        List<MssDifference> found = await CompareAsync();

        Assert.Equal(["video 1000", "audio 1000"], found.Select(d => d.Track));
        Assert.Equal(["<=", "<>"], found.Select(d => d.SideIndicator));
        Assert.Contains("is no fragment", found[1].ReferenceValue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_OfTheSameGroup_IsAlikeInAllButUrls()
    {
        Write("a");
        MssServer server = _engine.StartServer(new ServerDefinition { Root = _folder.Path, Port = 0 });
        try
        {
            var definition = new CompareDefinition { ReferencePath = _folder.Join("a"), DifferenceAddress = new Uri(server.Url + "a/manifest.ismc") };
            Assert.Empty(await CollectAsync(definition));
            Assert.Equal(
                ["Url", "Url", "Url"],
                (await CollectAsync(definition with { DifferenceAddress = new Uri(server.Url + "a.ism") })).Select(d => d.Property));
        }
        finally
        {
            _engine.Shutdown();
        }
    }

    public void Dispose() => _folder.Dispose();

    private static TestFragment Fragment() => new()
    {
        Place = (10_000_000, 10_000_000),
        Samples = [new TestSample(5_000_000, [1, 2]), new TestSample(5_000_000, [3, 4, 5])],
    };

    private void Write(string name)
    {
        var source = new TestSource(_folder.Join(name), "s");
        StreamIndex[] indexes =
        [
            source.Index(Contents.Video, 0, 3, TestSource.Small, TestSource.Large),
            source.Index(Contents.Audio, 0, 3, TestSource.Stereo),
            source.Index(Contents.Sound("fra"), 0, 3, TestSource.Stereo),
        ];
        Array.ForEach(indexes, index => source.Store(index));
        source.Write("manifest.ismc", false, indexes);
    }

    private Task<List<MssDifference>> CompareAsync() =>
        CollectAsync(new CompareDefinition { ReferencePath = _folder.Join("a"), DifferencePath = _folder.Join("b") });

    private async Task<List<MssDifference>> CollectAsync(CompareDefinition definition)
    {
        List<MssDifference> found = [];
        await foreach (MssDifference difference in _engine.CompareAsync(definition, CancellationToken.None))
        {
            found.Add(difference);
        }

        return found;
    }
}
