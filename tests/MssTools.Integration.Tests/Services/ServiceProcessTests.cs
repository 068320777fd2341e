using System.Diagnostics;
using System.Net;
using System.Text;
using MssTools.Core;
using MssTools.Core.Tests;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Services;

/// <summary>The service as its manager starts it: by dotnet, in a process of its own; killed, asked to end, and started again.</summary>
public sealed class ServiceProcessTests(ITestOutputHelper output) : IDisposable
{
    private const string Secret = "hunter2-verysecret";

    private static readonly TimeSpan s_patience = Patience.Of(60);
    private static readonly string s_program = Repository.PathOf("module/bin/core/MssTools.Service.dll");

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();

    private string State => _folder.PathOf("s");

    // Four groups of test cards, which have a clock of their own; three kills.
    [Fact]
    public async Task Kill_AllGroupsAreBack_AndNoTimeIsRepeated()
    {
        StreamDefinition[] groups = [.. Enumerable.Range(1, 4).Select(Group)];
        using var client = ServiceClient.ToFolder("s", State);
        Process service = Start();
        await ReadyAsync(client);
        Array.ForEach(groups, group => client.Start(group));
        for (int kill = 0; kill < 3; kill++)
        {
            await UntilAsync(() => client.GetGroups().All(g => g is { State: StreamState.Running, FragmentCount: > 4 }));
            service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();

            var watch = Stopwatch.StartNew();
            service = Start();
            await ReadyAsync(client);
            Assert.Equal(4, client.GetGroups().Count);
            output.WriteLine($"Kill {kill + 1}: ready after {watch.Elapsed.TotalSeconds:f2} s.");
        }

        await UntilAsync(() => client.GetGroups().All(g => g.FragmentCount > 4));
        Assert.Equal(0, await TerminateAsync(service));
        foreach (StreamDefinition group in groups)
        {
            ClientGroup read = GroupLaws.Check(group.GroupFolder, lookAhead: 2, runs: 4);
            Assert.True(read.IsLive);
            Assert.True(read.Video.Rows.Zip(read.Video.Rows.Skip(1)).All(pair => pair.First.Time < pair.Second.Time));
        }
    }

    // Who got events gets them again, and of what is started again after it as well.
    [Fact]
    public async Task Kill_EventReceiversAreBack()
    {
        string file = _folder.PathOf("events.jsonl");
        using var client = ServiceClient.ToFolder("s", State);
        Process service = Start();
        await ReadyAsync(client);
        client.AddReceiver(new EventReceiverDefinition { Name = "log", Path = file, Filter = new EventFilter { Kinds = [MssEventKind.StreamState, MssEventKind.FragmentPublished] } });
        client.AddReceiver(new EventReceiverDefinition { Name = "hook", Uri = new Uri("http://127.0.0.1:9/"), Secret = Secret });
        client.Start(Group(1));
        await UntilAsync(() => client.GetReceivers().Single(r => r.Name == "log").SentCount > 4);
        service.Kill();
        await service.WaitForExitAsync();
        service.Dispose();
        int before = File.ReadAllLines(file).Length;

        service = Start();
        await ReadyAsync(client);
        await UntilAsync(() => client.GetReceivers().Single(r => r.Name == "log").SentCount > 4);

        Assert.Equal(["hook", "log"], client.GetReceivers().Select(r => r.Name));
        Assert.Equal(0, await TerminateAsync(service));
        string[] after = File.ReadAllLines(file)[before..];
        Assert.Contains("is Waiting", after[0], StringComparison.Ordinal);
        Assert.Contains("FragmentPublished", string.Join('\n', after), StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(State, "*", SearchOption.AllDirectories),
            path => Assert.DoesNotContain(Secret, File.ReadAllText(path, Encoding.Latin1), StringComparison.Ordinal));
    }

    // What systemctl restart does: live all the time, every fragment announces the next ones, and nothing of the test card's frames is there twice.
    [Fact]
    public async Task Terminate_AndStart_TheGroupIsSoundAllTheTime()
    {
        StreamDefinition group = Group(1);
        using var client = ServiceClient.ToFolder("s", State);
        for (int run = 0; run < 3; run++)
        {
            Process service = Start();
            await ReadyAsync(client);
            client.Start(group);
            await UntilAsync(() => client.GetGroups().Single() is { FragmentCount: > 5 });
            Assert.Equal(0, await TerminateAsync(service));

            Assert.Contains("IsLive=\"TRUE\"", File.ReadAllText(group.ManifestPath), StringComparison.Ordinal);
        }

        List<MssFinding> errors = [];
        await foreach (MssFinding finding in new MssEngine(TimeProvider.System).CheckAsync(
            new CheckDefinition { Path = group.ManifestPath, Severity = FindingSeverity.Error }, default))
        {
            errors.Add(finding);
        }

        Assert.Empty(errors);
    }

    // A run in which every input has a secret: none is in a log, an object, an answer, or a file.
    [Fact]
    public async Task Secrets_AreNowhereToBeSeen()
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(
            SelfSigned.CreatePfx(), null, System.Security.Cryptography.X509Certificates.X509KeyStorageFlags.Exportable);
        ServiceHost.Configure(new ServiceDefinition
        {
            StatePath = State,
            Port = 0,
            Certificate = certificate,
            Credential = new NetworkCredential("operator", Secret),
        });
        using var client = ServiceClient.ToFolder("s", State);
        Process service = Start();
        await ReadyAsync(client);
        Directory.CreateDirectory(_folder.PathOf("web"));
        client.AddReceiver(new EventReceiverDefinition { Name = "log", Path = _folder.PathOf("events.jsonl") });
        client.AddReceiver(new EventReceiverDefinition { Name = "hook", Uri = new Uri($"http://user:{Secret}@127.0.0.1:9/x?token={Secret}"), Secret = Secret, RetryCount = 0 });
        client.AddLocalStream(new LocalStreamDefinition { Name = "cam", Source = $"rtsp://user:{Secret}@127.0.0.1:9/live" });
        MssServer server = client.StartServer(new ServerDefinition { Root = _folder.PathOf("web"), Port = 0, Token = Secret });
        client.AddPoint(new PointDefinition { Name = "point", ServerId = server.Id, Credential = new NetworkCredential("encoder", Secret) });
        client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1", StreamKeys = new Dictionary<string, string> { [Secret] = "pushed" } });
        client.Start(Group(1) with
        {
            LocalStreamNames = ["a", "cam", "pushed"],
            Inputs =
            [
                new LocalStreamDefinition { Name = "a", Source = $"http://user:{Secret}@127.0.0.1:9/x.ts?token={Secret}" },
                new LocalStreamDefinition { Name = "cam", Source = $"rtsp://user:{Secret}@127.0.0.1:9/live" },
                new LocalStreamDefinition { Name = "pushed", Source = $"rtmp://127.0.0.1:9/live/{Secret}" },
            ],
            IsmType = IsmType.Isml,
            Push = new PushDefinition { Points = [new Uri($"http://user:{Secret}@127.0.0.1:9/x.isml?sig={Secret}")] },
        });
        await UntilAsync(() => client.GetStreams().All(s => s.WaitingFor is not null || s.LastError is not null));
        await UntilAsync(() => client.GetReceivers().Single(r => r.Name == "hook") is { LastError: not null, FailedCount: > 0 });

        string seen = string.Join('\n', System.Text.Json.JsonSerializer.Serialize(client.GetGroups()), System.Text.Json.JsonSerializer.Serialize(client.GetStreams()),
            System.Text.Json.JsonSerializer.Serialize(client.GetIngests()), System.Text.Json.JsonSerializer.Serialize(client.GetServers()),
            System.Text.Json.JsonSerializer.Serialize(client.GetPoints()), System.Text.Json.JsonSerializer.Serialize(client.GetLocalStreams()),
            System.Text.Json.JsonSerializer.Serialize(client.GetReceivers()), System.Text.Json.JsonSerializer.Serialize(client.GetService()), MssEngine.WriteConfiguration(client.GetConfiguration()));
        await TerminateAsync(service);

        Assert.DoesNotContain(Secret, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, _log.ToString(), StringComparison.Ordinal);
        foreach (string file in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Secret, File.ReadAllText(file, Encoding.Latin1), StringComparison.Ordinal);
        }
    }

    // A script in another language, as it was written for the media server.
    [ToolFact("python3")]
    public async Task EvoStreamScript_PackagesAFile()
    {
        using var client = ServiceClient.ToFolder("s", State);
        Process service = Start("--state-path", State, "--evostream-api");
        await ReadyAsync(client);

        byte[] said = await Tool.RunAsync(
            "python3", Repository.PathOf("examples/16-evostream-api.py"), ServiceHost.SocketOf(State), Repository.PathOf("examples/media/low.mp4"), _folder.PathOf("www"));

        Assert.Contains("createMSSStream: SUCCESS, MSS stream created", Encoding.UTF8.GetString(said), StringComparison.Ordinal);
        Assert.False(GroupLaws.Check(_folder.PathOf("www/film")).IsLive);
        Assert.Empty(client.GetGroups());
        Assert.Empty(client.GetLocalStreams());
        Assert.Equal(0, await TerminateAsync(service));
    }

    [Fact]
    public async Task BadArguments_AndAFolderInUse_AreSaidInALine()
    {
        using Process bad = Start("--what");
        await bad.WaitForExitAsync().WaitAsync(s_patience);
        Assert.Equal(2, bad.ExitCode);

        using var client = ServiceClient.ToFolder("s", State);
        Process service = Start();
        await ReadyAsync(client);
        using Process second = Start();
        await second.WaitForExitAsync().WaitAsync(s_patience);

        Assert.Equal(1, second.ExitCode);
        Assert.Equal(0, await TerminateAsync(service));
        Assert.Contains("AlreadyRunning", _log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private StreamDefinition Group(int number) => new()
    {
        LocalStreamNames = ["card"],
        Inputs = [new LocalStreamDefinition { Name = "card", Source = "test:?width=128&height=96&bitrate=100000&gop=1" }],
        TargetFolder = _folder.PathOf("web"),
        GroupName = $"group{number}",
        ChunkLength = 1,
    };

    private Process Start(params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", arguments.Length == 0 ? [s_program, "--state-path", State] : [s_program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Note(string? line)
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }
        }
    }

    private static async Task<int> TerminateAsync(Process process)
    {
        using (process)
        {
            if (OperatingSystem.IsWindows())
            {
                process.Kill();
            }
            else
            {
                using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await kill.WaitForExitAsync();
            }

            await process.WaitForExitAsync().WaitAsync(s_patience);
            return process.ExitCode;
        }
    }

    private static Task ReadyAsync(ServiceClient client) => UntilAsync(() => client.GetService().State == MssServiceState.Running);

    private static async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!IsSo(condition))
        {
            Assert.True(watch.Elapsed < s_patience, "It did not come to pass.");
            await Task.Delay(50);
        }
    }

    private static bool IsSo(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (MssException failure) when (failure.Code == MssError.Unavailable)
        {
            return false; // it does not answer yet
        }
    }
}
