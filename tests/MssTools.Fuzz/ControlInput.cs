using System.Text;
using System.Text.Json;
using MssTools.Core;
using MssTools.Core.EvoStream;
using MssTools.Core.Services;

namespace MssTools.Fuzz;

/// <summary>
/// Takes bytes for a request to a service: a path, the end of a line, and a body. What the body says is done by an engine of its own, in folders that are none; the same
/// bytes are read as an entry of a state folder and as a configuration. A path with a query is a command of EvoStream Media Server, as is one with a body, which is put
/// into base64; both are done by an engine that does nothing.
/// </summary>
internal sealed class ControlInput : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);
    private static readonly string[] s_harmful = ["start", "add", "save", "make", "stop"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mss-fuzz-").FullName;
    private readonly StateFolder _state;
    private readonly RememberingEngine _engine;
    private readonly StateSeal _seal;
    private readonly EvoStreamApi _evoStream = new(IdleEngine.Create(), TimeProvider.System);

    public ControlInput()
    {
        _state = StateFolder.Open(Path.Join(_folder, "state"));
        _engine = new RememberingEngine(
            new MssEngine(TimeProvider.System), _state, new ServiceLog(static _ => { }, TimeProvider.System), TimeProvider.System, static () => { });
        _seal = StateSeal.Open(Path.Join(_folder, "state", "key"));
    }

    /// <summary>Requests that are sound, one for each operation that takes one.</summary>
    public static IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. Operations.All.Where(operation => operation.Request is not null).Select(operation =>
            Encoding.UTF8.GetBytes($"{operation.Path}\n{JsonSerializer.Serialize(Activator.CreateInstance(operation.Request!), operation.Request!, WireJson.Clear)}")),
        Encoding.UTF8.GetBytes("""
            /v1/groups/ensure
            {"definition":{"localStreamNames":["a"],"inputs":[{"name":"a","source":"rtsp://u:p@127.0.0.1/a"}],"groupName":"g","targetFolder":"relative","push":{"points":["http://127.0.0.1:9/x.isml"],"token":"***"}},"isPlan":true}
            """),
        Encoding.UTF8.GetBytes("""
            /v1/ingests/ensure
            {"definition":{"port":1,"address":"127.0.0.1","streamKeys":{"k":"n"},"certificate":{"pfx":"AAAA"}},"isPlan":true}
            """),
        Encoding.UTF8.GetBytes("""
            /
            {"version":1,"kind":"Server","name":"1","ids":[1],"stopped":["x"],"definition":{"root":"/x","credential":{"userName":"u","password":"p"}},"sealed":"AAAA"}
            """),
        .. EvoStreamRules.All.Where(rule => rule.Act is not null).Select(rule => Encoding.UTF8.GetBytes(
            $"/{rule.Command}\n{string.Join(' ', EvoStreamRules.Translate(new EvoStreamCommand(rule.Command, [])).Known.Select(name => $"{name}=1"))}")),
        Encoding.UTF8.GetBytes("""
            /createMSSStream
            localStreamNames=a\,b,"c d" targetFolder=/x bandwidths=1,2 ismType=isml publishingPoint=http://u:p@127.0.0.1:9/x.isml?sig=1 ingestMode=loop _mine=1 commandId=7
            """),
        Encoding.UTF8.GetBytes("""
            /pullStream
            uri=rtsp://u:p@127.0.0.1:9/cam?a=b localStreamName=cam forceTcp=0 ssmIp=10.0.0.1 keepAlive=0 swfUrl=rtmp://u:p@127.0.0.1/live/key
            """),
        Encoding.UTF8.GetBytes("/pullStream?params=dXJpPXJ0c3A6Ly91OnBAMTI3LjAuMC4xOjkvY2FtIGxvY2FsU3RyZWFtTmFtZT1jYW0gZm9yY2VUY3A9MQ%3D%3D\n"),
    ];

    /// <summary>Reads one input.</summary>
    public void Consume(byte[] input)
    {
        int end = Array.IndexOf(input, (byte)'\n');
        string path = Encoding.UTF8.GetString(input, 0, Math.Max(0, end));
        byte[] body = input[(end + 1)..];
        ReadAsEntry(body);
        MssException? refusal = Refusal(() => MssEngine.ReadConfiguration(Encoding.UTF8.GetString(body), "x", static (_, _) => ""));
        Operation? operation = Operations.All.FirstOrDefault(o => o.Path == path && o.Request is not null);
        bool isPlan = operation is not null && !s_harmful.Any(word => operation.Path.EndsWith(word, StringComparison.Ordinal));
        if (isPlan && !operation!.Path.EndsWith("/ensure", StringComparison.Ordinal))
        {
            using var soon = new CancellationTokenSource(s_soon);
            Run(operation, body, soon.Token);
        }
        else if (operation is not null)
        {
            ReadAndWrite(operation, body); // not done: it would open ports and folders
        }

        Command(path, body);
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _state.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // As the control interface does.
    private void Run(Operation operation, byte[] body, CancellationToken gone)
    {
        try
        {
            operation.Run(_engine, body, static _ => { }, gone);
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw MssException.OfCall(failure);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }

    // As the control interface does, and once more so that what is no refusal is seen.
    private void Command(string path, byte[] body)
    {
        int query = path.IndexOf('?', StringComparison.Ordinal);
        string name = query < 0 ? path : path[..query];
        if (EvoStreamApi.IsCommand(name))
        {
            string parameters = query < 0 ? $"?params={Convert.ToBase64String(body)}" : path[query..];
            JsonDocument.Parse(_evoStream.Answer(name, parameters, CancellationToken.None).Write()).Dispose();
            Refusal(() => _evoStream.Do(EvoStreamReader.Read(name.Trim('/') + parameters), CancellationToken.None));
        }
    }

    private static void ReadAndWrite(Operation operation, byte[] body)
    {
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(body, operation.Request!, WireJson.Clear), operation.Request!, WireJson.Shown);
        }
        catch (JsonException failure)
        {
            throw WireJson.Refused("The request", failure);
        }
        catch (ArgumentException failure)
        {
            throw MssException.OfCall(failure);
        }
    }

    private void ReadAsEntry(byte[] body)
    {
        try
        {
            StateEntry.Read(body, _seal);
        }
        catch (Exception expected) when (expected is JsonException or System.Security.Cryptography.CryptographicException or FormatException or MssException)
        {
            // It is put aside.
        }
    }

    private static MssException? Refusal(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (MssException refusal)
        {
            return refusal;
        }
    }
}
