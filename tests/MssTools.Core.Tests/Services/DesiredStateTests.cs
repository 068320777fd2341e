using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Services;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Services;

/// <summary>An engine that is told the same thing every minute, and now and then another.</summary>
public sealed class DesiredStateTests : IDisposable
{
    private const string Secret = "hunter2-verysecret";

    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(new FastTime(DateTimeOffset.UnixEpoch.AddYears(56)));
    private readonly StreamDefinition _live;

    public DesiredStateTests()
    {
        _live = TestGroup.Define(_folder.Join("web"), "a") with
        {
            IsLive = true,
            ChunkLength = 1,
            PlaylistType = PlaylistType.Rolling,
            PlaylistLength = 5,
            StaleRetentionCount = 0,
            Inputs = [new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = true }],
        };
    }

    [Fact]
    public void Start_SameAgain_IsTheRunningOne_AndOtherSaysWhatDiffers()
    {
        MssStream first = _engine.Start(_live).Single();
        MssStream again = _engine.Start(_live with { }).Single();
        MssException other = Assert.Throws<MssException>(() => _engine.Start(_live with { ChunkLength = 3 }));

        Assert.Equal(first.Id, again.Id);
        Assert.Single(_engine.GetStreams());
        Assert.Equal(MssError.GroupInUse, other.Code);
        Assert.Contains("ChunkLength is 1 and is to be 3.", other.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", other.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Ensure_Twice_TheSecondTimeNothingIsDone()
    {
        Assert.Equal((MssChangeAction.Start, false), Did(_engine.Ensure(_live, isPlan: true)));
        Assert.Empty(_engine.GetGroups());
        Assert.Equal((MssChangeAction.Start, true), Did(_engine.Ensure(_live, isPlan: false)));
        Assert.Equal((MssChangeAction.None, false), Did(_engine.Ensure(_live with { Inputs = [.. _live.Inputs] }, isPlan: false)));
    }

    // The window grows and shrinks in the running group: no time is lost, and the streams are the same.
    [Fact]
    public async Task Ensure_OtherWindow_ChangesWhileItRuns()
    {
        _engine.Ensure(_live, isPlan: false);
        await Eventually.Until(() => Listed() == 5);

        MssChange change = _engine.Ensure(_live with { PlaylistLength = 9, StaleRetentionCount = 2 }, isPlan: false);
        Assert.Equal((MssChangeAction.Change, true), Did(change));
        Assert.Equal(["PlaylistLength is 5 and is to be 9.", "StaleRetentionCount is 0 and is to be 2."], change.Differences);
        await Eventually.Until(() => Listed() == 9);
        Assert.Equal(TimeSpan.FromSeconds(9), _engine.GetGroups().Single().Window);

        _engine.Ensure(_live with { PlaylistLength = 6, StaleRetentionCount = 0 }, isPlan: false);
        await Eventually.Until(() => Listed() == 6);
        Assert.Equal([StreamState.Waiting, StreamState.Running], _engine.GetStreams().Single().History.Select(h => h.State));
    }

    // Two renditions change names with each other: no fragment lands under the name that the other still has, none is missing, and the manifest lists
    // what has the new names.
    [Theory]
    [InlineData(PlaylistType.Rolling)]
    [InlineData(PlaylistType.Appending)]
    public async Task Ensure_OtherBandwidths_NameWhatComesNextWhileItRuns(PlaylistType type)
    {
        StreamDefinition before = TestGroup.Define(_folder.Join("web"), "a", "b") with
        {
            IsLive = true,
            ChunkLength = 1,
            PlaylistType = type,
            PlaylistLength = 5,
            StaleRetentionCount = 0,
            Bandwidths = [700_000, 300_000],
            Inputs =
            [
                new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = true },
                new LocalStreamDefinition { Name = "b", Source = s_clip, Loop = true },
            ],
        };
        _engine.Ensure(before, isPlan: false);
        await Eventually.Until(() => Listed(before) >= 3);

        MssChange change = _engine.Ensure(before with { Bandwidths = [300_000, 900_000] }, isPlan: false);
        await Eventually.Until(() => Read(before)!.StreamIndexes is [{ Fragments.Count: >= 4, QualityLevels: [{ Bitrate: 300_000 }, { Bitrate: 900_000 }] }, ..]);

        Assert.Equal((MssChangeAction.Change, true), Did(change));
        Assert.Equal([300_000, 900_000], _engine.GetStreams().Select(s => s.Bandwidth));
        Assert.All(_engine.GetStreams(), s => Assert.Equal([StreamState.Waiting, StreamState.Running], s.History.Select(h => h.State)));
        Assert.All(_engine.GetStreams(), s => Assert.Equal((true, s.Bandwidth), (s.IsAligned, s.Tracks[0].Bitrate)));
        if (type == PlaylistType.Rolling)
        {
            await Eventually.Until(() => TimesBelow(before, 700_000, "video").Length == 0);
            Assert.True(TimesBelow(before, 300_000, "video").Length < 12);
            return;
        }

        foreach (StreamIndex index in Read(before)!.StreamIndexes)
        {
            long[] first = TimesBelow(before, 700_000, index.Name);
            long[] shared = TimesBelow(before, 300_000, index.Name);
            long changed = index.Fragments[0].Time;
            Assert.Equal(first, shared[..first.Length]);
            Assert.Equal([changed], TimesBelow(before, 900_000, index.Name)[..1]);
            Assert.Equal(changed, shared[first.Length]);
            Assert.InRange(changed - first[^1], Timescale.Ticks * 9 / 10, Timescale.Ticks * 11 / 10);
        }
    }

    // What is measured could meet what is given, so the group is started anew.
    [Fact]
    public async Task Ensure_BandwidthInPlaceOfAMeasuredOne_Restarts()
    {
        _engine.Ensure(_live, isPlan: false);
        await Eventually.Until(() => Listed() >= 3);

        Assert.Equal((MssChangeAction.Restart, true), Did(_engine.Ensure(_live with { Bandwidths = [900_000] }, isPlan: false)));
        await Eventually.Until(() => Read(_live)?.StreamIndexes[0].QualityLevels[0].Bitrate == 900_000);
    }

    [Fact]
    public async Task Ensure_OtherSetting_TheGroupStaysLiveAndGoesOn()
    {
        _engine.Ensure(_live, isPlan: false);
        await Eventually.Until(() => Listed() >= 3);
        int id = _engine.GetStreams().Single().Id;

        MssChange change = _engine.Ensure(_live with { LookAheadFragmentCount = 1 }, isPlan: false);

        Assert.Equal((MssChangeAction.Restart, true), Did(change));
        Assert.Contains("IsLive=\"TRUE\"", File.ReadAllText(_live.ManifestPath), StringComparison.Ordinal);
        Assert.Equal(id, _engine.GetStreams().Single().Id);
        await Eventually.Until(() => _engine.GetStreams().Single().FragmentCount > 2);
    }

    [Fact]
    public void Ensure_RefusedSetting_WhatRanGoesOn()
    {
        _engine.Ensure(_live, isPlan: false);

        Assert.Throws<MssException>(() => _engine.Ensure(_live with { TimeScale = 1001 }, isPlan: false));

        Assert.True(_engine.GetStreams().Single().State is StreamState.Running or StreamState.Waiting);
        Assert.Equal(MssChangeAction.None, _engine.Ensure(_live, isPlan: true).Action);
    }

    [Fact]
    public void Ensure_LocalStream_StandsForTheNewInput()
    {
        var first = new LocalStreamDefinition { Name = "cam", Source = $"rtsp://user:{Secret}@127.0.0.1/one" };
        _engine.Ensure(first, isPlan: false);

        Assert.Equal(MssChangeAction.None, _engine.Ensure(first with { Source = MssEngine.Shown(first.Source) }, isPlan: false).Action);
        MssChange change = _engine.Ensure(first with { Source = $"rtsp://user:{Secret}@127.0.0.1/two" }, isPlan: false);
        MssChange secret = _engine.Ensure(first with { Source = $"rtsp://user:{Secret}2@127.0.0.1/two" }, isPlan: false);

        Assert.Equal(MssChangeAction.Change, change.Action);
        Assert.DoesNotContain(Secret, string.Join(' ', change.Differences), StringComparison.Ordinal);
        Assert.Equal(["Source differs in a secret."], secret.Differences);
        Assert.Throws<MssException>(() => _engine.AddLocalStream(first));
    }

    // PKCS #12 has a salt: the same certificate is never written with the same bytes.
    [Fact]
    public void Ensure_SameCertificate_IsLeftAlone_ThoughItComesBackWithoutItsKey()
    {
        byte[] bytes = SelfSigned.CreatePfx();
        Directory.CreateDirectory(_folder.Join("web"));
        int port = _engine.StartServer(Server(0)).Port;
        ServerDefinition shown = _engine.GetConfiguration().Servers.Single();

        Assert.Equal(MssChangeAction.None, _engine.Ensure(Server(port), isPlan: false).Action);
        Assert.False(shown.Certificate!.HasPrivateKey);
        Assert.Equal(MssChangeAction.None, _engine.Ensure(shown, isPlan: false).Action);
        Assert.Equal(["MaxConnections is 20000 and is to be 7."], _engine.Ensure(shown with { MaxConnections = 7 }, isPlan: false).Differences);
        Assert.Equal(MssChangeAction.Restart, _engine.Ensure(Server(port) with { Certificate = SelfSigned.Create() }, isPlan: true).Action);

        ServerDefinition Server(int number) => new()
        {
            Root = _folder.Join("web"),
            Port = number,
            Certificate = X509CertificateLoader.LoadPkcs12(bytes, null, X509KeyStorageFlags.Exportable),
        };
    }

    [Fact]
    public void Ensure_EventReceiver_IsMadeAnewWhereItDiffers()
    {
        Assert.Equal((MssChangeAction.Start, false), Did(_engine.Ensure(Webhook, isPlan: true)));
        Assert.Empty(_engine.GetReceivers());
        Assert.Equal((MssChangeAction.Start, true), Did(_engine.Ensure(Webhook, isPlan: false)));
        Assert.Equal((MssChangeAction.None, false), Did(_engine.Ensure(Webhook with { Name = "PAGER", Secret = "***" } with { Name = "pager" }, isPlan: false)));

        MssChange change = _engine.Ensure(Webhook with { Secret = Secret + "2", Filter = new EventFilter { Kinds = [MssEventKind.Error, MssEventKind.DiskLow] } }, isPlan: false);

        Assert.Equal((MssChangeAction.Restart, true), Did(change));
        Assert.Equal("Secret differs in a secret.", change.Differences[1]);
        Assert.Equal("Error, DiskLow", $"{_engine.GetReceivers().Single().Filter}");
    }

    [Fact]
    public void AddReceiver_TwiceTheSame_IsTheOneThatIsThere_AndOtherSaysWhatDiffers()
    {
        MssEventReceiver first = _engine.AddReceiver(Webhook);
        Assert.Equal($"{first}", $"{_engine.AddReceiver(Webhook with { })}");
        Assert.Equal("pager (https://u:***@hooks.example.com/mss?token=***)", $"{first}");

        MssException other = Assert.Throws<MssException>(() => _engine.AddReceiver(Webhook with { RetryCount = 1 }));
        MssException shown = Assert.Throws<MssException>(() => _engine.AddReceiver(Webhook with { Name = "other", Secret = "***" }));
        _engine.AddReceiver(new EventReceiverDefinition { Name = "log", Path = _folder.Join("e.jsonl") });
        MssException twice = Assert.Throws<MssException>(() => _engine.AddReceiver(new EventReceiverDefinition { Name = "log2", Path = _folder.Join("e.jsonl") }));

        Assert.Equal((MssError.AlreadyExists, true), (other.Code, other.Message.Contains("RetryCount is 5 and is to be 1.", StringComparison.Ordinal)));
        Assert.Equal((MssError.InvalidSetting, MssError.AlreadyExists), (shown.Code, twice.Code));
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => _engine.RemoveReceiver("none")).Code);
        _engine.RemoveReceiver("PAGER");
        Assert.Equal("log", _engine.GetReceivers().Single().Name);
    }

    [Fact]
    public void Ensure_StarsThatNobodyKnows_AreRefused()
    {
        MssException refused = Assert.Throws<MssException>(() => _engine.Ensure(
            new IngestDefinition { Port = 1, Address = "127.0.0.1", StreamKeys = new Dictionary<string, string> { ["***1"] = "news" } }, isPlan: false));

        Assert.Equal((MssError.InvalidSetting, true), (refused.Code, refused.RecommendedAction.Contains("${env:NAME}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Configuration_WrittenAndRead_ChangesNothing()
    {
        Directory.CreateDirectory(_folder.Join("web"));
        _engine.AddLocalStream(new LocalStreamDefinition { Name = "cam", Source = $"rtsp://user:{Secret}@127.0.0.1/one" });
        int ingest = _engine.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1", StreamKeys = new Dictionary<string, string> { [Secret] = "news" } }).Port;
        MssServer server = _engine.StartServer(new ServerDefinition { Root = _folder.Join("web"), Port = 0, Credential = new System.Net.NetworkCredential("viewer", Secret) });
        _engine.AddPoint(new PointDefinition { Name = "live", ServerId = server.Id });
        _engine.Start(_live);
        _engine.AddReceiver(Webhook);

        string text = MssEngine.WriteConfiguration(_engine.GetConfiguration());
        MssConfiguration read = MssEngine.ReadConfiguration(text, "x.json", static (_, _) => throw new InvalidOperationException());

        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.Empty(JsonSchemaCheck.Find(JsonNode.Parse(text), JsonNode.Parse(ConfigurationText.WriteSchema(ModelDocumentation.Of))!));
        Assert.Equal(ingest, read.Ingests.Single().Port);
        Assert.Equal(server.Port, read.PublishingPoints.Single().ServerPort);
        Assert.Equal(
            Enumerable.Repeat(MssChangeAction.None, 6),
            new[]
            {
                _engine.Ensure(read.LocalStreams.Single(), isPlan: true),
                _engine.Ensure(read.Ingests.Single(), isPlan: true),
                _engine.Ensure(read.Servers.Single(), isPlan: true),
                _engine.Ensure(read.PublishingPoints.Single().Definition with { ServerId = server.Id }, isPlan: true),
                _engine.Ensure(read.Groups.Single(), isPlan: true),
                _engine.Ensure(read.EventReceivers.Single(), isPlan: true),
            }.Select(change => change.Action));
    }

    [Theory]
    [InlineData("{\n \"groups\": [\n  { \"chunkLength\": \"x\" } ] }", "$.groups[0].chunkLength, line 3")]
    [InlineData("{\n \"$schema\": \"a\",\n \"what\": 1 }", "$.what, line 3")]
    [InlineData("{ \"servers\": [", "line 1")]
    [InlineData("[]", "$, line 1")]
    [InlineData("{ \"publishingPoints\": [ { \"name\": \"a\" } ] }", "serverPort")]
    public void Read_BadText_SaysWhere(string text, string expected)
    {
        MssException refused = Assert.Throws<MssException>(() => MssEngine.ReadConfiguration(text, "'x.json'", static (_, _) => ""));

        Assert.Equal(MssError.InvalidSetting, refused.Code);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("'x.json'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_References_AreWhatTheyStandFor()
    {
        MssConfiguration read = MssEngine.ReadConfiguration(
            """
            { // a comment
              "localStreams": [ { "name": "a", "source": "rtsp://u:${env:PASSWORD}@127.0.0.1/x" } ],
              "ingests": [ { "streamKeys": { "${env:KEY}": "news", "other": "${file:n}" } } ],
            }
            """,
            "x",
            static (kind, name) => $"{kind}-{name}");

        Assert.Equal("rtsp://u:env-PASSWORD@127.0.0.1/x", read.LocalStreams.Single().Source);
        Assert.Equal([("env-KEY", "news"), ("other", "file-n")], read.Ingests.Single().StreamKeys.Select(key => (key.Key, key.Value)));
    }

    // MSS_UPDATE_GOLDEN=1 writes it anew.
    [Fact]
    public void Schema_IsThatOfTheModule()
    {
        string schema = ConfigurationText.WriteSchema(ModelDocumentation.Of);

        Assert.Equal(GoldenFiles.ReadAs(schema, "..", "..", "module", "MssConfiguration.schema.json"), schema);
    }

    public void Dispose()
    {
        _engine.Shutdown();
        _folder.Dispose();
    }

    private static EventReceiverDefinition Webhook => new()
    {
        Name = "pager",
        Uri = new Uri($"https://u:{Secret}@hooks.example.com/mss?token={Secret}"),
        Secret = Secret,
        Filter = new EventFilter { Kinds = [MssEventKind.Error] },
    };

    private static (MssChangeAction, bool) Did(MssChange change) => (change.Action, change.IsDone);

    private int Listed() => Listed(_live);

    private static int Listed(StreamDefinition group) => Read(group)?.StreamIndexes[0].Fragments.Count ?? 0;

    private static ClientManifest? Read(StreamDefinition group) =>
        File.Exists(group.ManifestPath) ? ClientManifestReader.Read(group.ManifestPath).ToModel(group.ManifestPath) : null;

    private static long[] TimesBelow(StreamDefinition group, long bitrate, string content) => !Directory.Exists(Path.Join(group.GroupFolder, $"{bitrate}", content))
        ? []
        : [.. Directory.GetFiles(Path.Join(group.GroupFolder, $"{bitrate}", content), "*.fmp4").Select(file => long.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture)).Order()];
}
