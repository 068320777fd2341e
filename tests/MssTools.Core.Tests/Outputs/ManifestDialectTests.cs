using System.Reactive.Linq;
using System.Text;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Streams;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs;

/// <summary>
/// A second manifest of a group listens to what the first one does. All that it takes is a place in the list of its destination's
/// dialects; nothing on the way of the client manifest knows of it.
/// </summary>
public sealed class ManifestDialectTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static readonly StreamDefinition s_rolling = TestGroup.Define("/t", "a") with
    {
        IsLive = true,
        PlaylistType = PlaylistType.Rolling,
        PlaylistLength = 5,
        StaleRetentionCount = 0,
    };

    // Window, hole and end: in both, at the same event, before anything that they named is deleted.
    [Fact]
    public async Task SecondDialect_FollowsTheWindowAHoleAndTheEnd()
    {
        var sink = new DocumentSink();
        await Play(s_rolling, sink, "V0 V2 V4 V6 V8 V10 gap V30 V32 closed");

        Assert.Equal(
            "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1\n" + Entries(2, 4, 6, 8, 10),
            sink.History["video_1000.m3u8"][5]);
        Assert.Equal(
            "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:2\n" + Entries(4, 6, 8, 10) + "#EXT-X-DISCONTINUITY\n" + Entry(30),
            sink.History["video_1000.m3u8"].First(text => text.Contains(Entry(30), StringComparison.Ordinal)));
        Assert.Equal(
            "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:3\n" + Entries(6, 8, 10) + "#EXT-X-DISCONTINUITY\n" + Entry(30) + Entry(32) + "#EXT-X-ENDLIST\n",
            sink.History["video_1000.m3u8"][^1]);
        AssertAlike(sink);
    }

    [Fact]
    public async Task SecondDialect_LeavesTheFirstAsItIs()
    {
        const string Events = "V0 V2 V4 V6 V8 V10 gap V30 V32 closed";
        var alone = new DocumentSink();
        var both = new DocumentSink();

        await Play(s_rolling, alone, Events, new ClientManifestDialect("manifest.ismc"));
        await Play(s_rolling, both, Events);

        Assert.Equal(alone.History["manifest.ismc"], both.History["manifest.ismc"]);
        Assert.Equal(alone.Deleted, both.Deleted);
    }

    // What a playlist that could not be replaced still names is not deleted, and the manifest goes on without it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SecondDialect_ThatCannotBeStored_IsTriedAgainBeforeAnythingIsDeleted(bool isFirst)
    {
        IManifestDialect client = new ClientManifestDialect("manifest.ismc");
        IManifestDialect[] dialects = isFirst ? [new MediaPlaylists(), client] : [client, new MediaPlaylists()];
        var sink = new DocumentSink { Refused = "video_1000.m3u8" };
        using GroupOutput output = Output(s_rolling, sink, out IDisposable publishing, dialects);
        using IDisposable following = publishing;

        Send(output, "V0 V2 V4 V6 V8 V10 V12");
        await Until(() => sink.History.GetValueOrDefault("manifest.ismc") is { Count: 7 });
        Assert.Empty(sink.Deleted);
        Assert.False(sink.History.ContainsKey("video_1000.m3u8"));

        sink.Refused = "";
        Send(output, "V14");
        output.Close();
        await output.Completion.WaitAsync(s_limit);

        AssertAlike(sink);
        Assert.Equal(3, sink.Deleted.Count);
    }

    // The whole way, from a file to a folder.
    [Fact]
    public async Task SecondDialect_OfAPackagedFile_NamesTheFragmentsThatAreThere()
    {
        using var folder = new TemporaryFolder();
        StreamDefinition definition = TestGroup.Define(folder.Path, "a") with { ChunkLength = 1 };
        var input = new NamedInput(new LocalStreamDefinition { Name = "a", Source = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4") });
        var stream = new StreamHost(
            new StreamStatus(1, "a", 0, definition, TimeProvider.System),
            rendition: 0,
            Timeout.InfiniteTimeSpan,
            keepAlive: false,
            () => input,
            (found, stop) => SourceFactory.TryOpen(found.Definition, TimeProvider.System, stop),
            TimeProvider.System);
        new GroupHost(definition, [stream], TimeProvider.System, static (_, inner) =>
            new FakeDestination(inner.Sink, inner) { Dialects = [.. inner.Dialects, new MediaPlaylists()] }).Start();

        await stream.Settled.WaitAsync(s_limit);

        Assert.Null(stream.Status.ToModel().LastError);
        string group = definition.GroupFolder;
        Assert.Equal(
            Directory.EnumerateFiles(group, "*.fmp4", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(group, path)).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(group, "*.m3u8").SelectMany(File.ReadLines).Where(line => line[0] != '#').Order(StringComparer.Ordinal));
        Assert.True(File.Exists(definition.ManifestPath));
    }

    private static string Entries(params int[] seconds) => string.Concat(seconds.Select(Entry));

    private static string Entry(int second) => $"#EXTINF:2.000,\na/video/1000/{second}0000000.fmp4\n".Replace("/00000000.", "/0.", StringComparison.Ordinal);

    private static async Task Play(StreamDefinition definition, DocumentSink sink, string events, params IManifestDialect[] dialects)
    {
        using GroupOutput output = Output(definition, sink, out IDisposable publishing, dialects);
        using IDisposable following = publishing;
        Send(output, events);
        output.Close();
        await output.Completion.WaitAsync(s_limit);
    }

    private static GroupOutput Output(
        StreamDefinition definition, DocumentSink sink, out IDisposable publishing, params IManifestDialect[] dialects)
    {
        IReadOnlyList<IManifestDialect> all = dialects.Length > 0 ? dialects : [new ClientManifestDialect("manifest.ismc"), new MediaPlaylists()];
        var output = new GroupOutput(definition, new GroupLayout(definition.LocalStreamNames, definition.TimeScale), new FakeDestination(sink) { Dialects = all }, new EventRecorder(), TimeProvider.System);
        var publisher = new GroupPublisher(sink, all, goesOn: true); // as the output's own, but for each event by itself
        publishing = output.Events
            .AggregateManifest(definition, TestGroup.LayoutOf(definition), published: null)
            .Select(update => publisher.Publish(update, mayWait: false))
            .Subscribe(output);
        output.Begin([new RenditionTrack(0, Video(), 1000)]);
        return output;
    }

    private static void Send(GroupOutput output, string events)
    {
        foreach (string word in events.Split(' '))
        {
            output.Note(word switch
            {
                "closed" => new GroupEvent.Ended(0),
                "gap" => new GroupEvent.Away(0),
                _ => new GroupEvent.Stored(0, new FragmentNotice(Video(), 1000, word, new FragmentTime(Ms(1000 * int.Parse(word[1..])), Ms(2000)), 9)),
            });
        }
    }

    private static void AssertAlike(DocumentSink sink)
    {
        PublishedManifest manifest = ClientManifestReader.Read(Encoding.UTF8.GetBytes(sink.History["manifest.ismc"][^1]), "manifest.ismc");
        string playlist = sink.History["video_1000.m3u8"][^1];
        Assert.Equal(
            manifest.ToModel("manifest.ismc").StreamIndexes.Single().Fragments.Select(fragment => $"a/video/1000/{fragment.Time}.fmp4"),
            playlist.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'));
        Assert.Equal(manifest.IsLive, !playlist.Contains("ENDLIST", StringComparison.Ordinal));
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Keeps all that each document ever was, and refuses one of them.</summary>
    private sealed class DocumentSink : ISink
    {
        public string Refused { get; set; } = "";

        public System.Collections.Concurrent.ConcurrentDictionary<string, List<string>> History { get; } = new();

        public List<string> Deleted { get; } = [];

        public bool Store(PackagedFragment fragment) => false;

        public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
        {
            if (name == Refused)
            {
                throw new MssException(MssError.SinkFailed, "no space left");
            }

            History.AddOrUpdate(
                name, _ => [Encoding.UTF8.GetString(manifest.Span)], (_, all) => [.. all, Encoding.UTF8.GetString(manifest.Span)]);
        }

        public void Delete(string name) => Deleted.Add(name);
    }
}
