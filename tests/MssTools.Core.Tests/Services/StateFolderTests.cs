using System.Net;
using System.Text;
using System.Text.Json;
using MssTools.Core.Services;
using Xunit;

namespace MssTools.Core.Tests.Services;

/// <summary>What a service keeps: whole, sealed, and of one service at a time.</summary>
public sealed class StateFolderTests : IDisposable
{
    private const string Secret = "hunter2-verysecret";

    private readonly TemporaryFolder _folder = new();

    private string State => _folder.Join("state");

    [Fact]
    public void Keep_EachKindWithSecrets_ComesBackAndNoSecretIsOnDisk()
    {
        StateEntry[] entries = [.. Entries()];
        using (var state = StateFolder.Open(State))
        {
            Array.ForEach(entries, state.Keep);
        }

        using (var state = StateFolder.Open(State))
        {
            IReadOnlyList<StateEntry> read = state.Read((file, failure) => Assert.Fail($"{file}: {failure}"));

            Assert.Equal(
                entries.OrderBy(e => e.Kind).Select(Json),
                read.Select(Json));
        }

        foreach (string file in Directory.EnumerateFiles(State, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Secret, File.ReadAllText(file, Encoding.Latin1), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Keep_Again_TheNewOneIsKept()
    {
        using var state = StateFolder.Open(State);
        state.Keep(Local("news", "/a.mp4"));
        state.Keep(Local("NEWS", "/b.mp4"));

        StateEntry only = Assert.Single(state.Read((_, _) => { }));
        Assert.Equal("/b.mp4", ((LocalStreamDefinition)only.Definition).Source);

        state.Forget(only);
        Assert.Empty(state.Read((_, _) => { }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":1,"kind":"Group","name":"x","definition":{"chunkLength":"ten"}}""")]
    [InlineData("""{"version":7,"kind":"Group","name":"x","definition":{}}""")]
    [InlineData("""{"version":1,"kind":"Group","name":"x","definition":{},"sealed":"AAAA"}""")]
    public void Read_DamagedEntry_CostsThatEntryAndIsKeptAside(string content)
    {
        using var state = StateFolder.Open(State);
        state.Keep(Local("good", "/a.mp4"));
        string damaged = _folder.Join("state", "entries", "bad.json");
        File.WriteAllText(damaged, content);
        List<string> told = [];

        StateEntry only = Assert.Single(state.Read((file, _) => told.Add(file)));

        Assert.Equal("good", only.Name);
        Assert.Equal([damaged + ".damaged"], told);
        Assert.Equal(content, File.ReadAllText(damaged + ".damaged"));
        Assert.False(File.Exists(damaged));
    }

    [Fact]
    public void Read_SealedWithAnotherKey_IsKeptAside()
    {
        using (var state = StateFolder.Open(State))
        {
            state.Keep(Local("cam", $"rtsp://user:{Secret}@127.0.0.1/live"));
        }

        File.WriteAllText(_folder.Join("state", "key"), Convert.ToBase64String(new byte[32]));
        using var other = StateFolder.Open(State);
        List<string> told = [];

        Assert.Empty(other.Read((file, _) => told.Add(file)));
        Assert.Single(told);
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        using var state = StateFolder.Open(State);

        MssException refused = Assert.Throws<MssException>(() => StateFolder.Open(State));

        Assert.Equal(MssError.AlreadyRunning, refused.Code);
        Assert.Contains(State, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherVersion_IsRefusedAndNothingIsChanged()
    {
        StateFolder.Open(State).Dispose();
        File.WriteAllText(_folder.Join("state", "version"), "2\n");
        IReadOnlyList<string> before = _folder.List();

        MssException refused = Assert.Throws<MssException>(() => StateFolder.Open(State));

        Assert.Equal((MssError.InvalidSetting, true), (refused.Code, refused.Message.Contains("version '2'", StringComparison.Ordinal)));
        Assert.Equal(before, _folder.List());
    }

    [Fact]
    public void Open_KeyIsNone_IsRefused()
    {
        StateFolder.Open(State).Dispose();
        File.WriteAllText(_folder.Join("state", "key"), "not a key");

        MssException refused = Assert.Throws<MssException>(() => StateFolder.Open(State));

        Assert.Equal(MssError.InvalidSetting, refused.Code);
        Assert.DoesNotContain("not a key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_IsForItsAccountAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var state = StateFolder.Open(State);
        state.Keep(Local("a", "/a.mp4"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(State));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Join("state", "key")));
        string entry = Directory.EnumerateFiles(_folder.Join("state", "entries")).Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(entry));
    }

    [Fact]
    public void Settings_AreSealedAndComeBack()
    {
        using var certificate = SelfSigned.Create();
        using System.Security.Cryptography.X509Certificates.X509Certificate2 exportable =
            System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(
                SelfSigned.CreatePfx(), null, System.Security.Cryptography.X509Certificates.X509KeyStorageFlags.Exportable);
        using var state = StateFolder.Open(State);
        state.KeepSettings(new ServiceDefinition
        {
            StatePath = State,
            Port = 7443,
            Certificate = exportable,
            Credential = new NetworkCredential("operator", Secret),
        });

        ServiceDefinition read = state.ReadSettings(new ServiceDefinition());

        Assert.Equal((7443, "operator", Secret, true), (read.Port, read.Credential!.UserName, read.Credential.Password, read.Certificate!.HasPrivateKey));
        Assert.DoesNotContain(Secret, File.ReadAllText(StateFolder.SettingsOf(State), Encoding.Latin1), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Json(StateEntry entry) =>
        $"{entry.Key} {string.Join(',', entry.Ids)} {string.Join(',', entry.Stopped)} {JsonSerializer.Serialize(entry.Definition, entry.Definition.GetType(), WireJson.Clear)}";

    private static StateEntry Local(string name, string source) =>
        new(StateKind.LocalStream, name, new LocalStreamDefinition { Name = name, Source = source });

    private static IEnumerable<StateEntry> Entries()
    {
        yield return Local("cam", $"rtsp://user:{Secret}@127.0.0.1/live");
        yield return new(StateKind.Ingest, "1935", new IngestDefinition { StreamKeys = new Dictionary<string, string> { [Secret] = "news", [Secret + "2"] = Secret + "2" } });
        yield return new(StateKind.Server, "3", new ServerDefinition { Root = "/web", Credential = new NetworkCredential("viewer", Secret) }) { Ids = [3] };
        yield return new(StateKind.Server, "4", new ServerDefinition { Root = "/web", Token = Secret, Address = IPAddress.IPv6Any }) { Ids = [4] };
        yield return new(StateKind.Point, "3/live", new PointDefinition { Name = "live", ServerId = 3, Credential = new NetworkCredential("encoder", Secret) })
        {
            Stopped = ["live"],
        };
        yield return new(StateKind.Receiver, "hook", new EventReceiverDefinition
        {
            Name = "hook",
            Uri = new Uri($"https://user:{Secret}@127.0.0.1/x?token={Secret}"),
            Secret = Secret,
            Filter = new EventFilter { Kinds = [MssEventKind.DiskLow] },
        });
        yield return new(StateKind.Receiver, "log", new EventReceiverDefinition { Name = "log", Path = "/var/log/e.jsonl" });
        yield return new(StateKind.Group, "/web/g", new StreamDefinition
        {
            LocalStreamNames = ["a"],
            Inputs = [new LocalStreamDefinition { Name = "a", Source = $"https://user:{Secret}@127.0.0.1/a.mp4?token={Secret}" }],
            TargetFolder = "/web",
            GroupName = "g",
            StartTime = DateTimeOffset.UnixEpoch,
            Push = new PushDefinition { Points = [new Uri($"https://user:{Secret}@127.0.0.1/x.isml?sig={Secret}")], Token = Secret, TimestampOffset = TimeSpan.FromSeconds(3) },
        })
        {
            Ids = [7],
            Stopped = ["a"],
        };
    }
}
