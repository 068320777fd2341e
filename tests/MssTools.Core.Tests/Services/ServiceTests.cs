using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MssTools.Core.Services;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Services;

/// <summary>A service and who talks to it: by the socket, over TLS, and as a stranger.</summary>
public sealed class ServiceTests : IDisposable
{
    private const string Password = "hunter2-verysecret";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();

    private string State => _folder.Join("s");

    // Every member of the engine, through the interface, is what it is without.
    // A cmdlet shows progress on its own thread alone.
    [Fact]
    public void MeasureCapacity_OverAService_TellsProgressOnTheCallersThread()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("studio", State);
        HashSet<int> threads = [];
        MssCapacity measured = client.MeasureCapacity(
            new CapacityDefinition { TargetFolder = _folder.Path, BitrateKbps = 300, MaxChannels = 2, HeadroomPercent = 0, TimeLimit = TimeSpan.FromSeconds(40) },
            (_, _) => threads.Add(Environment.CurrentManagedThreadId),
            CancellationToken.None);

        Assert.Equal(("studio", 2), (measured.Service, Assert.Single(measured.Steps).Channels));
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.Empty(client.GetStreams());
    }

    [Fact]
    public async Task Client_EachOperation_DoesWhatTheEngineDoes()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("studio", State);
        Directory.CreateDirectory(_folder.Join("web"));

        Assert.Equal("studio", client.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = s_clip }).Service);
        Assert.Equal(("a", true), (client.GetLocalStreams().Single().Name, client.GetLocalStreams().Single().IsAvailable));
        MssStream stream = client.Start(TestGroup.Define(_folder.Join("web"), "a")).Single();
        Assert.True(await Task.Run(() => client.WaitForEnd(stream.Id, s_limit, default)));
        MssGroup group = client.GetGroups().Single();
        Assert.Equal((StreamState.Completed, "studio", "studio"), (group.State, group.Service, group.Streams.Single().Service));
        Assert.Equal(group.Definition.Identity, client.GetDefinition(group.Definition.Identity)!.Identity);
        Assert.Equal(4, client.CountFiles(group.Definition).Fragments);
        Assert.Equal(1, client.CountRenditions(s_clip));

        int most = 0;
        MssClip clip = client.SaveClip(
            new ClipDefinition { Source = group.ManifestPath, TargetFolder = _folder.Join("web"), Name = "clip", From = new ClipTime(TimeSpan.FromSeconds(2.5)) },
            (done, _) => most = Math.Max(most, done),
            default);
        Assert.Equal((2, true, "studio"), (clip.FragmentCount, most > 0, clip.Service));
        Assert.Equal(2, client.Export(new ExportDefinition { Source = group.ManifestPath, Destination = _folder.Join("out"), Format = ExportFormat.Ismv }, (_, _) => { }, default).TrackCount);
        var compare = new CompareDefinition { ReferencePath = group.ManifestPath, DifferencePath = clip.ManifestPath };
        Assert.All(await List(client.CompareAsync(compare, default)), difference => Assert.Equal("studio", difference.Service));
        Assert.NotEmpty(await List(client.CompareAsync(compare, default)));
        Assert.Empty(await List(client.CheckAsync(new CheckDefinition { Path = group.ManifestPath, Severity = FindingSeverity.Error }, default)));
        File.Delete(Directory.EnumerateFiles(_folder.Join("web", "group"), "*.fmp4", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last());
        MssRepair? plan = null;
        Assert.True(client.Repair(new RepairDefinition { Path = _folder.Join("web", "group") }, planned => (plan = planned).IsNeeded, (_, _) => { }, default).IsChanged);
        Assert.False(plan!.IsChanged);
        Assert.Contains("server", client.ExportServerConfig(ServerConfigKind.Nginx, _folder.Join("web"), 8080), StringComparison.Ordinal);

        MssServer server = client.StartServer(new ServerDefinition { Root = _folder.Join("web"), Port = 0 });
        Assert.Equal(server.Port, client.GetServers().Single().Port);
        client.AddPoint(new PointDefinition { Name = "live", ServerId = server.Id });
        client.StopPoint(server.Id, "live");
        Assert.Equal(MssPointState.Stopped, client.GetPoints().Single().State);
        client.StartPoint(server.Id, "live");
        Assert.Equal(MssPointState.Idle, client.GetPoints().Single().State);
        client.RemovePoint(server.Id, "live");
        client.StopServer(server.Id);
        MssIngest ingest = client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1" });
        Assert.Equal(ingest.Port, client.GetIngests().Single().Port);
        client.StopIngest(ingest.Port);
        MssEventReceiver receiver = client.AddReceiver(new EventReceiverDefinition { Name = "log", Path = _folder.Join("e.jsonl") });
        Assert.Equal(("log", "studio"), (receiver.Name, receiver.Service));
        Assert.Equal(_folder.Join("e.jsonl"), client.GetReceivers().Single().Target);
        Assert.Equal(MssChangeAction.None, client.Ensure(client.GetConfiguration().EventReceivers.Single(), isPlan: false).Action);
        client.RemoveReceiver("log");
        Assert.Empty(client.GetReceivers());
        client.StopStream(stream.Id);
        client.Remove(stream.Id);
        Assert.Empty(client.GetStreams());
        Assert.True(client.RemoveLocalStream("a"));
        Assert.False(client.RemoveLocalStream("a"));
        Assert.Empty(client.GetPoints());
        Assert.Empty(client.GetServers());
        Assert.Empty(client.GetIngests());
        Assert.Empty(Directory.EnumerateFiles(_folder.Join("s", "entries")));

        client.StopService();
        await host.Asked.WaitAsync(s_limit);
    }

    [Fact]
    public void Client_Failures_ArriveAsTheyAre()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("studio", State);

        MssException absent = Assert.Throws<MssException>(() => client.StopStream(99));
        Assert.Equal((MssError.NotFound, "There is no stream 99."), (absent.Code, absent.Message));
        MssException invalid = Assert.Throws<MssException>(() => client.Start(TestGroup.Define("relative", "a") with { ChunkLength = 0 }));
        Assert.Equal(MssError.InvalidSetting, invalid.Code);
        MssException missing = Assert.Throws<MssException>(() => client.SaveClip(
            new ClipDefinition { Source = _folder.Join("none"), TargetFolder = _folder.Join("web") }, (_, _) => { }, default));
        Assert.Equal(MssError.NotFound, missing.Code);
        var script = new Script();
        MssException refused = Assert.Throws<MssException>(() => client.StartIngest(new IngestDefinition { Authorize = script }));
        Assert.Equal((MssError.Unsupported, true), (refused.Code, script.IsDisposed));
    }

    [Fact]
    public void Client_NobodyThere_IsUnavailable()
    {
        using var client = ServiceClient.ToFolder("studio", State);

        MssException failure = Assert.Throws<MssException>(() => client.GetService());

        Assert.Equal(MssError.Unavailable, failure.Code);
        Assert.Equal(MssServiceState.Unreachable, client.Unreachable(failure).State);
    }

    // Kill, power cut, reboot: what was told is told again by nobody.
    [Fact]
    public async Task Restart_WhatWasTold_RunsAgain()
    {
        int port;
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            Directory.CreateDirectory(_folder.Join("web"));
            client.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = true });
            client.AddLocalStream(new LocalStreamDefinition { Name = "b", Source = s_clip, Loop = true });
            StreamDefinition live = TestGroup.Define(_folder.Join("web"), "a", "b") with { IsLive = true, ChunkLength = 1, CleanupDestination = true };
            IReadOnlyList<MssStream> streams = client.Start(live);
            client.Start(live with { GroupName = "ended", LocalStreamNames = ["a"] });
            port = client.StartServer(new ServerDefinition { Root = _folder.Join("web"), Port = 0 }).Port;
            client.AddPoint(new PointDefinition { Name = "point", ServerId = 1 });
            client.StopPoint(1, "point");
            client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1" });
            await Eventually.Until(() => client.GetGroups().All(g => g.FragmentCount > 2));
            client.StopStream(streams[1].Id);
            int ended = client.GetStreams().Single(s => s.GroupName == "ended").Id;
            client.StopStream(ended);
            Assert.True(await Task.Run(() => client.WaitForEnd(ended, s_limit, default)));
        }

        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            Assert.Equal(MssServiceState.Running, client.GetService().State);
            Assert.Equal(["a", "b"], client.GetLocalStreams().Select(s => s.Name));
            MssGroup group = client.GetGroups().Single();
            Assert.Equal([1, 2], group.Streams.Select(s => s.Id));
            await Eventually.Until(() => client.GetGroups().Single() is { FragmentCount: > 0 } g && g.Streams[1].State == StreamState.Stopped);
            Assert.True(client.GetGroups().Single().IsLive);
            Assert.Equal(port, client.GetServers().Single().Port);
            Assert.Equal(MssPointState.Stopped, client.GetPoints().Single().State);
            Assert.Single(client.GetIngests());
        }
    }

    // The secret is nowhere in clear, and the receiver hears what is done again after it.
    [Fact]
    public async Task Restart_EventReceivers_AreBackBeforeAllElse()
    {
        using var hook = new Receivers.FakeHook();
        byte[] key = Encoding.UTF8.GetBytes(Password);
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            client.AddReceiver(new EventReceiverDefinition
            {
                Name = "hook",
                Uri = new UriBuilder(hook.Address) { UserName = "mss", Password = Password }.Uri,
                Secret = Password,
                Filter = new EventFilter { Kinds = [MssEventKind.StreamState], GroupNames = ["grou?"] },
            });
            client.AddReceiver(new EventReceiverDefinition { Name = "log", Path = _folder.Join("logs", "..", "e.jsonl") });
            client.Start(TestGroup.Define(_folder.Join("web"), "later") with { IsLive = true });
            await Eventually.Until(() => hook.Posts.Count >= 1);
        }

        int before = hook.Posts.Count;
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            await Eventually.Until(() => hook.Posts.Count > before);
            Assert.Equal(["hook", "log"], client.GetReceivers().Select(r => r.Name));
            Assert.Equal("http://mss:***@127.0.0.1", client.GetReceivers()[0].Target[..24]);
            Assert.Contains("is Waiting", Encoding.UTF8.GetString(hook.Posts[before].Body), StringComparison.Ordinal);
            Assert.DoesNotContain(Password, JsonSerializer.Serialize(client.GetConfiguration(), WireJson.Clear), StringComparison.Ordinal);
        }

        Assert.All(hook.Posts, post => Assert.Equal(
            MssTools.Core.Services.Receivers.WebhookSignature.Of(
                key, post.Headers["webhook-id"], long.Parse(post.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), post.Body),
            post.Headers["webhook-signature"]));
        Assert.Equal(hook.Posts.Count, hook.Posts.Select(post => post.Headers["webhook-id"]).Distinct().Count());
        Assert.All(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(Password, File.ReadAllText(file, Encoding.Latin1), StringComparison.Ordinal));
        Assert.DoesNotContain(_log, line => line.Contains(Password, StringComparison.Ordinal));
        Assert.NotEmpty(File.ReadAllLines(_folder.Join("e.jsonl")));
    }

    // A folder that is away keeps nothing else from running; the receiver is listed, tried again, and can be removed.
    [Fact]
    public async Task Restart_FolderOfAnEventFileIsAway_IsPendingAndComesWithIt()
    {
        Directory.CreateDirectory(_folder.Join("mount"));
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            client.AddReceiver(new EventReceiverDefinition { Name = "log", Path = _folder.Join("mount", "e.jsonl") });
        }

        Directory.Delete(_folder.Join("mount"), recursive: true);
        using (ServiceHost host = Start(new FastTime(DateTimeOffset.UnixEpoch)))
        {
            using var client = ServiceClient.ToFolder("studio", State);
            MssPending pending = client.GetService().Pending.Single();
            Assert.Equal(("event receiver", "log", MssError.NotFound), (pending.Kind, pending.Name, pending.LastErrorCode));
            Assert.Equal((MssReceiverState.Failing, true), (client.GetReceivers().Single().State, client.GetReceivers().Single().LastError is not null));

            Directory.CreateDirectory(_folder.Join("mount"));
            await Eventually.Until(() => client.GetService().State == MssServiceState.Running);
            Assert.Equal(MssReceiverState.Ready, client.GetReceivers().Single().State);
        }

        Directory.Delete(_folder.Join("mount"), recursive: true);
        using ServiceHost last = Start(new Microsoft.Extensions.Time.Testing.FakeTimeProvider());
        using var remover = ServiceClient.ToFolder("studio", State);
        remover.RemoveReceiver("LOG");
        Assert.Empty(remover.GetReceivers());
        Assert.Equal(MssServiceState.Running, remover.GetService().State);
    }

    // A port that is taken keeps nothing else from running, is listed, and is tried again.
    [Fact]
    public async Task Restart_PortIsTaken_IsPendingAndComesWhenItIsFree()
    {
        int port;
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            port = client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1" }).Port;
        }

        using (var other = new TcpListener(IPAddress.Loopback, port))
        {
            other.Start();
            using ServiceHost host = Start(new FastTime(DateTimeOffset.UnixEpoch));
            using var client = ServiceClient.ToFolder("studio", State);

            MssService service = client.GetService();
            Assert.Equal(MssServiceState.Degraded, service.State);
            Assert.Equal(("ingest", $"{port}", MssError.AddressInUse), (service.Pending[0].Kind, service.Pending[0].Name, service.Pending[0].LastErrorCode));
            Assert.NotNull(client.GetIngests().Single().LastError);

            other.Stop();
            await Eventually.Until(() => client.GetService().State == MssServiceState.Running);
            Assert.Null(client.GetIngests().Single().LastError);
        }
    }

    // Its publishing points go by the number: who starts it meanwhile gets the same one, and nothing is left that could never be had.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pending_ServerThatIsStartedAnew_KeepsItsNumber(bool isEnsured)
    {
        var definition = new ServerDefinition { Root = _folder.Join("web"), Port = FreePort.Find() };
        Directory.CreateDirectory(definition.Root);
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            client.StartServer(definition with { Port = FreePort.Find() });
            Assert.Equal(2, client.StartServer(definition).Id);
        }

        using var other = new TcpListener(IPAddress.Loopback, definition.Port);
        other.Start();
        using (ServiceHost host = Start(new Microsoft.Extensions.Time.Testing.FakeTimeProvider()))
        {
            using var client = ServiceClient.ToFolder("studio", State);
            Assert.Equal(MssServiceState.Degraded, client.GetService().State);
            other.Stop();

            if (isEnsured)
            {
                MssChange change = client.Ensure(definition, isPlan: false);
                Assert.Equal((MssChangeAction.Start, true), (change.Action, change.IsDone));
            }
            else
            {
                client.StartServer(definition);
            }

            Assert.Equal(MssServiceState.Running, client.GetService().State);
            Assert.Equal([1, 2], client.GetServers().Select(server => server.Id));
        }
    }

    [Fact]
    public void Pending_IsForgottenWhenItIsRemoved()
    {
        int port;
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            Directory.CreateDirectory(_folder.Join("gone"));
            port = client.StartServer(new ServerDefinition { Root = _folder.Join("gone"), Port = 0 }).Port;
        }

        Directory.Delete(_folder.Join("gone"));
        using (ServiceHost host = Start())
        {
            using var client = ServiceClient.ToFolder("studio", State);
            MssServer pending = client.GetServers().Single();
            Assert.NotNull(pending.LastError);

            client.StopServer(pending.Id);

            Assert.Equal(MssServiceState.Running, client.GetService().State);
            Assert.Empty(client.GetServers());
        }

        using ServiceHost last = Start();
        Assert.Equal(MssServiceState.Running, ServiceClient.ToFolder("x", State).GetService().State);
    }

    [Fact]
    public void Recording_ThatIsDone_IsNotDoneAgain()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("studio", State);
        client.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = s_clip });
        int id = client.Start(TestGroup.Define(_folder.Join("web"), "a")).Single().Id;
        Assert.True(client.WaitForEnd(id, s_limit, default));

        SpinWait.SpinUntil(() => Directory.GetFiles(_folder.Join("s", "entries")).Length == 1, s_limit);

        Assert.StartsWith("LocalStream", Path.GetFileName(Directory.GetFiles(_folder.Join("s", "entries")).Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_WrongOrNoPassword_NothingHappensAndNothingLeaks()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(SelfSigned.CreatePfx(), null, X509KeyStorageFlags.Exportable);
        int port = FreePort.Find();
        ServiceHost.Configure(new ServiceDefinition
        {
            StatePath = State,
            Port = port,
            Certificate = certificate,
            Credential = new NetworkCredential("operator", Password),
        });
        using ServiceHost host = Start(new FastTime(DateTimeOffset.UnixEpoch));
        using var right = ServiceClient.ToHost("r", "127.0.0.1", port, new NetworkCredential("operator", Password), skipCertificateCheck: true);
        using var wrong = ServiceClient.ToHost("w", "127.0.0.1", port, new NetworkCredential("operator", "guess"), skipCertificateCheck: true);
        using var untrusting = ServiceClient.ToHost("u", "127.0.0.1", port, new NetworkCredential("operator", Password), skipCertificateCheck: false);

        Assert.Equal(MssServiceState.Running, right.GetService().State);
        Assert.Equal(MssError.AccessDenied, Assert.Throws<MssException>(() => wrong.AddLocalStream(new LocalStreamDefinition { Name = "x", Source = "/x.mp4" })).Code);
        Assert.Equal(MssError.AccessDenied, Assert.Throws<MssException>(() => wrong.StopService()).Code);
        Assert.Equal(MssError.Unavailable, Assert.Throws<MssException>(() => untrusting.GetService()).Code);
        Assert.Empty(right.GetLocalStreams());
        Assert.False(host.Asked.IsCompleted);

        using HttpClient http = ServiceHttp.ToPort(port);
        Assert.Equal("ok\n", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        Assert.Equal("ok\n", await http.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
        using HttpResponseMessage document = await http.GetAsync(new Uri("/openapi.json", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, document.StatusCode);
        Assert.DoesNotContain(_log, line => line.Contains(Password, StringComparison.Ordinal) || line.Contains("guess", StringComparison.Ordinal));
        Assert.Contains(_log, line => line.Contains("\"refused\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", null, null, 404, "NotFound")]
    [InlineData("POST", "/v1/streams", "{}", "application/json", 405, "InvalidSetting")]
    [InlineData("POST", "/v1/streams/stop", "{}", "text/plain", 415, "InvalidSetting")]
    [InlineData("POST", "/v1/streams/stop", "{\"id\": 1,\n \"what\": 2}", "application/json", 400, "$.what, line 2")]
    [InlineData("POST", "/v1/streams/stop", "{\"id\": \"one\"}", "application/json", 400, "$.id, line 1")]
    [InlineData("POST", "/v1/streams/stop", "{", "application/json", 400, "InvalidSetting")]
    [InlineData("POST", "/v1/streams/stop", "null", "application/json", 400, "InvalidSetting")]
    [InlineData("POST", "/v1/streams/start", "{\"playlistType\": 1}", "application/json", 400, "$.playlistType")]
    [InlineData("POST", "/v1/streams/stop", "{\"id\": 1}", "application/json", 404, "NotFound")]
    public async Task Socket_BadRequest_HasOneClearError(string method, string path, string? body, string? type, int status, string expected)
    {
        using ServiceHost host = Start();
        using HttpClient http = ServiceHttp.ToSocket(State);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type!);
        }

        using HttpResponseMessage answer = await http.SendAsync(request);

        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.NotEmpty(JsonDocument.Parse(text).RootElement.GetProperty("recommendedAction").GetString()!);
    }

    [Fact]
    public async Task Socket_BodyIsTooLong_IsRefused()
    {
        using ServiceHost host = Start();
        using HttpClient http = ServiceHttp.ToSocket(State);
        using var content = new ByteArrayContent(new byte[ControlServer.LargestRequest + 1]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        try
        {
            using HttpResponseMessage answer = await http.PostAsync(new Uri("/v1/streams/stop", UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // It hung up before all was sent.
        }

        Assert.Equal("ok\n", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
    }

    // OpenAPI 3.1: every operation has an id of its own, a schema for what is sent and answered, and each $ref is there.
    [Fact]
    public async Task Document_DescribesEveryOperation()
    {
        using ServiceHost host = Start();
        using HttpClient http = ServiceHttp.ToSocket(State);

        using JsonDocument document = JsonDocument.Parse(await http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)));

        Assert.StartsWith("3.1.", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        List<string> ids = [];
        foreach (Operation operation in Operations.All)
        {
            JsonElement described = document.RootElement.GetProperty("paths").GetProperty(operation.Path).GetProperty(operation.Method == "GET" ? "get" : "post");
            ids.Add(described.GetProperty("operationId").GetString()!);
            Assert.NotEmpty(described.GetProperty("summary").GetString()!);
            JsonElement answer = described.GetProperty("responses").GetProperty("200").GetProperty("content");
            Assert.True(answer.EnumerateObject().Single().Value.GetProperty("schema").ValueKind is JsonValueKind.Object);
            Assert.Equal(operation.Request is not null, described.TryGetProperty("requestBody", out JsonElement body));
            if (operation.Request is not null)
            {
                Assert.Equal(JsonValueKind.Object, body.GetProperty("content").GetProperty("application/json").GetProperty("schema").ValueKind);
            }
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(Operations.All.Count + 1, document.RootElement.GetProperty("paths").EnumerateObject().Count());
        Assert.True(document.RootElement.GetProperty("components").GetProperty("schemas").TryGetProperty("SentFailure", out _));
    }

    [Fact]
    public async Task Events_OfAGroup_ComeInOrderAndWithoutSecrets()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("studio", State);
        using var limit = new CancellationTokenSource(s_limit);
        List<MssEvent> events = [];
        var listens = new TaskCompletionSource();
        Task watching = Task.Run(async () =>
        {
            await foreach (MssEvent happened in client.WatchAsync(listens.SetResult, limit.Token))
            {
                events.Add(happened);
                if (happened is { GroupName: "real", State: StreamState.Completed })
                {
                    return;
                }
            }
        });

        await listens.Task.WaitAsync(s_limit);
        Run("real");
        await watching.WaitAsync(s_limit);

        Assert.All(events, happened => Assert.Equal("studio", happened.Service));
        MssEventKind[] kinds = [.. events.Where(e => e.GroupName == "real").Select(e => e.Kind)];
        Assert.Equal(MssEventKind.StreamState, kinds[0]);
        Assert.Equal(4, kinds.Count(k => k == MssEventKind.FragmentPublished));
        Assert.Equal(1, kinds.Count(k => k == MssEventKind.ManifestUpdated));
        Assert.Equal([.. events.Select(e => e.Time).Order()], events.Select(e => e.Time));

        void Run(string group) => client.Start(TestGroup.Define(_folder.Join("web"), "a") with
        {
            GroupName = group,
            Inputs = [new LocalStreamDefinition { Name = "a", Source = s_clip }],
        });
    }

    // Who listens gets the last of it, and holds nobody up.
    [Fact]
    public async Task Events_ServiceEnds_TheListenerIsToldAndTheServiceDoesNotWaitForIt()
    {
        ServiceHost host = Start(new Microsoft.Extensions.Time.Testing.FakeTimeProvider()); // whose patience has no end
        using var client = ServiceClient.ToFolder("studio", State);
        client.Start(TestGroup.Define(_folder.Join("web"), "later") with { IsLive = true });
        var listens = new TaskCompletionSource();
        List<StreamState?> states = [];
        Task watching = Task.Run(async () =>
        {
            await foreach (MssEvent happened in client.WatchAsync(listens.SetResult, default))
            {
                states.Add(happened.State);
            }
        });
        await listens.Task.WaitAsync(s_limit);

        await Task.Run(host.Dispose).WaitAsync(s_limit);

        Assert.Equal(MssError.Unavailable, (await Assert.ThrowsAsync<MssException>(() => watching.WaitAsync(s_limit))).Code);
        Assert.Contains(StreamState.Stopped, states);
    }

    [Fact]
    public async Task Events_ListenerIsSlow_MissesTheOldestAndIsToldHowMany()
    {
        var hub = new MssTools.Core.Streams.EventHub(TimeProvider.System);
        Assert.False(hub.IsHeard);
        using MssTools.Core.Streams.EventHub.Listener listener = hub.Listen();
        for (int i = 0; i < 1003; i++)
        {
            hub.Raise(new MssEvent { StreamId = i });
        }

        MssEvent first = await listener.NextAsync(default);
        MssEvent second = await listener.NextAsync(default);

        Assert.Equal((3, 3L, 4, 0L), (first.StreamId, first.Missed, second.StreamId, second.Missed));
    }

    [Fact]
    public void Socket_IsForItsAccountAlone()
    {
        using ServiceHost host = Start();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ServiceHost.SocketOf(State)));
        }
    }

    [Fact]
    public void Start_SecondOnTheFolder_IsRefusedAndTheFirstGoesOn()
    {
        using ServiceHost host = Start();

        Assert.Equal(MssError.AlreadyRunning, Assert.Throws<MssException>(() => Start()).Code);
        Assert.Equal(MssServiceState.Running, ServiceClient.ToFolder("x", State).GetService().State);
    }

    [Fact]
    public void Start_PathIsTooLongForASocket_SaysSo()
    {
        string path = _folder.Join(new string('x', 120));

        MssException refused = Assert.Throws<MssException>(() => ServiceHost.Start(path, _ => { }, TimeProvider.System));

        Assert.Equal((MssError.InvalidSetting, true), (refused.Code, refused.RecommendedAction.Contains("shorter", StringComparison.Ordinal)));
    }

    // A group is shown with stars and comes back with them.
    [Fact]
    public void Start_OfAShownDefinition_KnowsWhatTheStarsStandFor()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("studio", State);
        StreamDefinition definition = TestGroup.Define(_folder.Join("web"), "cam") with
        {
            IsLive = true,
            Inputs = [new LocalStreamDefinition { Name = "cam", Source = $"rtsp://user:{Password}@127.0.0.1:9/live" }],
        };
        client.Start(definition);

        StreamDefinition shown = client.GetDefinition(definition.Identity)!;
        Assert.DoesNotContain(Password, JsonSerializer.Serialize(shown, WireJson.Clear), StringComparison.Ordinal);
        MssStream again = client.Start(shown with { GroupName = "again" }).Single();

        Assert.Equal(StreamState.Waiting, again.State);
        Assert.DoesNotContain(_log, line => line.Contains(Password, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private ServiceHost Start(TimeProvider? time = null) => ServiceHost.Start(State, _log.Enqueue, time ?? TimeProvider.System);

    private static async Task<List<T>> List<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    private sealed class Script : IAuthorizer<PublishRequest>
    {
        public bool IsDisposed { get; private set; }

        public Task<Verdict> DecideAsync(PublishRequest request, CancellationToken limit) => Task.FromResult(Verdict.Allowed);

        public void Dispose() => IsDisposed = true;
    }
}
