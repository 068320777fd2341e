using System.Text;
using System.Text.Json;
using MssTools.Core.EvoStream;
using Xunit;

namespace MssTools.Core.Tests.EvoStream;

/// <summary>createIngestPoint: one key after the other at a port that is opened once, with all its keys. And what takes its time.</summary>
public sealed class IngestPointTests
{
    private readonly List<IngestDefinition> _opened = [];
    private int _publishers;

    [Fact]
    public void CreateIngestPoint_TheFirst_OpensThePort()
    {
        JsonElement answer = Send("createIngestPoint", "privateStreamName=secretKey publicStreamName=cam");

        Assert.Equal(
            """{"data":{"privateStreamName":"***","publicStreamName":"cam"},"description":"Ingest point created","status":"SUCCESS"}""",
            answer.GetRawText());
        Assert.Equal((IngestDefinition.DefaultPort, "cam"), (_opened.Single().Port, _opened.Single().StreamKeys["secretKey"]));
    }

    [Fact]
    public void CreateIngestPoint_Another_IsAddedWhileNobodyPublishes()
    {
        Send("createIngestPoint", "privateStreamName=one publicStreamName=a");
        Send("createIngestPoint", "privateStreamName=two publicStreamName=b");
        Send("createIngestPoint", "privateStreamName=two publicStreamName=b");

        Assert.Equal(2, _opened.Count);
        Assert.Equal(["a", "b"], _opened[^1].StreamKeys.Values.Order());
        Assert.Equal(
            """[{"privateStreamName":"***","publicStreamName":"a"},{"privateStreamName":"***","publicStreamName":"b"}]""",
            Send("listIngestPoints", "").GetProperty("data").GetRawText());
    }

    [Fact]
    public void CreateIngestPoint_WhileAnEncoderPublishes_CutsItNotOff()
    {
        Send("createIngestPoint", "privateStreamName=one publicStreamName=a");
        _publishers = 1;

        JsonElement answer = Send("createIngestPoint", "privateStreamName=two publicStreamName=b");

        Assert.Equal("FAIL", answer.GetProperty("status").GetString());
        Assert.Contains("1 encoder publishes", answer.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Single(_opened);
    }

    [Fact]
    public void CreateIngestPoint_KeyOfAnotherName_AndOpenPort_AreRefused()
    {
        Send("createIngestPoint", "privateStreamName=one publicStreamName=a");
        JsonElement other = Send("createIngestPoint", "privateStreamName=one publicStreamName=b");
        _opened.Clear();
        _opened.Add(new IngestDefinition());
        JsonElement open = Send("createIngestPoint", "privateStreamName=one publicStreamName=a");

        Assert.Equal(("FAIL", "FAIL"), (other.GetProperty("status").GetString(), open.GetProperty("status").GetString()));
        Assert.Contains("'a' already", other.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("every key", open.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Single(_opened);
    }

    [Fact]
    public void RemoveConfig_StreamsDoNotEnd_IsATimeOut()
    {
        MssStream stream = new() { Id = 1, Name = "a", GroupName = "g", TargetFolder = "/w", State = StreamState.Running };
        IMssEngine engine = StubEngine.With(
            ("GetGroups", _ => new[] { new MssGroup { GroupName = "g", Streams = [stream] } }),
            ("GetLocalStreams", _ => Array.Empty<LocalStream>()),
            ("GetStreams", _ => new[] { stream }),
            ("StopStream", _ => null),
            ("WaitForEnd", arguments => WaitFor((CancellationToken)arguments[2]!)));

        JsonElement answer = Send(engine, "removeConfig", "id=1", new FastTime(DateTimeOffset.UnixEpoch));

        Assert.Contains("has not ended in 60 s", answer.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    // What the system says of an address, or of a key, whatever it is.
    [Theory]
    [InlineData("pullStream", "uri=rtsp://user:S3CRETxyzzy@127.0.0.1:9/cam localStreamName=cam", "AddLocalStream")]
    [InlineData("createIngestPoint", "privateStreamName=S3CRETxyzzy publicStreamName=cam", "GetConfiguration")]
    public void Failure_ThatNamesASecret_IsShownWithoutIt(string command, string settings, string member)
    {
        IMssEngine engine = StubEngine.With((member, _ => throw new IOException("'S3CRETxyzzy' cannot be opened.")));

        JsonElement answer = Send(engine, command, settings, TimeProvider.System);

        Assert.StartsWith("'***' cannot be opened.", answer.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_NobodyWaitsAnyMore_IsNone()
    {
        IMssEngine engine = StubEngine.With(("GetStreams", _ => throw new OperationCanceledException()));
        var api = new EvoStreamApi(engine, TimeProvider.System);

        Assert.Throws<OperationCanceledException>(() => api.Answer("/listStreams", "", new CancellationToken(canceled: true)));
    }

    private static object? WaitFor(CancellationToken end)
    {
        end.WaitHandle.WaitOne();
        throw new OperationCanceledException(end);
    }

    private JsonElement Send(string command, string settings)
    {
        IMssEngine engine = StubEngine.With(
            ("GetConfiguration", _ => new MssConfiguration { Ingests = _opened.Count > 0 ? [_opened[^1]] : [] }),
            ("GetIngests", _ => new[] { new MssIngest { Port = IngestDefinition.DefaultPort, Publishers = [.. Enumerable.Range(0, _publishers).Select(_ => new MssPublisher())] } }),
            ("StartIngest", arguments => Open(arguments[0])),
            ("Ensure", arguments => Open(arguments[0])));
        return Send(engine, command, settings, TimeProvider.System);
    }

    private object? Open(object? definition)
    {
        _opened.Add((IngestDefinition)definition!);
        return null;
    }

    private static JsonElement Send(IMssEngine engine, string command, string settings, TimeProvider time)
    {
        string query = $"?params={Convert.ToBase64String(Encoding.UTF8.GetBytes(settings))}";
        return JsonDocument.Parse(new EvoStreamApi(engine, time).Answer($"/{command}", query, CancellationToken.None).Write()).RootElement;
    }
}
