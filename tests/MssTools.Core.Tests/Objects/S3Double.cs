using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;
using MssTools.Core.Objects;

namespace MssTools.Core.Tests.Objects;

/// <summary>
/// A server of S3's protocol on the loopback, with one bucket. It honours conditions, as Amazon does and the emulators that we know do not, and
/// behaves as badly as a test wants. Signatures must be there; they are not checked.
/// </summary>
internal sealed class S3Double : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<ObjectRequest> _requests = new();
    private int _isEnded;

    /// <param name="bucket">Name of the only bucket.</param>
    public S3Double(string bucket = "media")
    {
        Bucket = bucket;
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync(_end.Token);
    }

    public string Bucket { get; }

    public Uri Endpoint { get; }

    /// <summary>What is stored.</summary>
    public ObjectShelf Shelf { get; } = new();

    /// <summary>What it does with a request. It is asked for each attempt.</summary>
    public Func<ObjectRequest, ObjectFault> Fault { get; set; } = static _ => ObjectFault.None;

    /// <summary>Answers instead of everything else; null: it does not want to.</summary>
    public Func<ObjectRequest, (int Status, string Body)?> Answer { get; set; } = static _ => null;

    /// <summary>Most keys of a page of a list.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>True: half of a body is sent, and then nothing.</summary>
    public bool StallsInBody { get; set; }

    /// <summary>True: half of a body is sent, and the connection closed.</summary>
    public bool CutsBody { get; set; }

    /// <summary>True: a body has no Content-Length.</summary>
    public bool HidesLength { get; set; }

    /// <summary>True: answers have no ETag.</summary>
    public bool HidesTag { get; set; }

    /// <summary>All requests, in order.</summary>
    public IReadOnlyCollection<ObjectRequest> Requests => _requests;

    /// <summary>The headers of the latest request.</summary>
    public IReadOnlyDictionary<string, string>? LastHeaders { get; private set; }

    /// <summary>How often it was asked for something.</summary>
    public int Count(ObjectAct act) => _requests.Count(r => r.Act == act);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _end.Cancel();
            _listener.Dispose();
            _end.Dispose();
        }
    }

    private async Task AcceptAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(end), end);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken end)
    {
        try
        {
            using (client)
            {
                using var stream = new BufferedStream(client.GetStream());
                while (await WireRequest.ReadAsync(stream, end) is { } request)
                {
                    await AnswerAsync(request, stream, end);
                    await stream.FlushAsync(end);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client or the test has gone, or the connection is to be.
        }
    }

    private async Task AnswerAsync(WireRequest wire, Stream stream, CancellationToken end)
    {
        string[] path = wire.Path.Split('/', 2);
        ObjectRequest request = Understand(wire, Uri.UnescapeDataString(path.ElementAtOrDefault(1) ?? ""));
        LastHeaders = wire.Headers;
        _requests.Enqueue(request);
        ObjectFault fault = Fault(request);
        if (fault == ObjectFault.Stall)
        {
            await Task.Delay(Timeout.Infinite, end);
        }

        (int status, string head, byte[] body) = Answer(request) is { } answer ? (answer.Status, "", Encoding.UTF8.GetBytes(answer.Body))
            : fault == ObjectFault.Fail ? Error(503, "SlowDown")
            : fault == ObjectFault.Deny || !wire.Headers.ContainsKey("Authorization") ? Error(403, "AccessDenied")
            : path[0] != Bucket ? Error(404, "NoSuchBucket")
            : Do(request, wire, fault);
        if (fault == ObjectFault.DoThenVanish)
        {
            throw new IOException("Gone.");
        }

        string length = HidesLength && status == 200 ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} Reason\r\n{head}{(status == 204 ? "" : length + "\r\n")}\r\n"), end);
        if (status != 204 && request.Act != ObjectAct.Head)
        {
            await SendAsync(stream, body, HidesLength && status == 200, end);
        }
    }

    private async Task SendAsync(Stream stream, byte[] body, bool isChunked, CancellationToken end)
    {
        if (isChunked)
        {
            body = [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];
        }

        bool isHalf = StallsInBody || CutsBody;
        await stream.WriteAsync(body.AsMemory(0, isHalf ? body.Length / 2 : body.Length), end);
        await stream.FlushAsync(end);
        if (isHalf)
        {
            await Task.Delay(StallsInBody ? Timeout.Infinite : 0, end);
            throw new IOException("Cut.");
        }
    }

    private (int Status, string Head, byte[] Body) Do(ObjectRequest request, WireRequest wire, ObjectFault fault)
    {
        if (request.Act == ObjectAct.Put)
        {
            return Put(request, wire, fault);
        }

        if (request.Act == ObjectAct.Delete)
        {
            Shelf.Delete(request.Key);
            return fault == ObjectFault.DoThenFail ? Error(500, "InternalError") : (204, "", []);
        }

        return fault == ObjectFault.DoThenFail ? Error(500, "InternalError") : request.Act == ObjectAct.List ? List(wire) : Give(request);
    }

    private (int Status, string Head, byte[] Body) Put(ObjectRequest request, WireRequest wire, ObjectFault fault)
    {
        PutCondition condition = fault == ObjectFault.Lie ? PutCondition.None : request.Condition;
        if (condition.Tag is not null && Shelf.Find(request.Key) is null)
        {
            return Error(404, "NoSuchKey"); // as Amazon answers If-Match where there is nothing
        }

        var content = new ObjectContent(wire.Body, wire.Headers.GetValueOrDefault("Content-Type", ""), wire.Headers.GetValueOrDefault("Cache-Control", ""));
        bool isRefused = fault == ObjectFault.Refuse && condition != PutCondition.None;
        ObjectTag? stored = isRefused ? null : Shelf.Put(request.Key, content, condition);
        return stored is null ? Error(412, "PreconditionFailed")
            : fault == ObjectFault.DoThenFail ? Error(500, "InternalError")
            : (200, HidesTag ? "" : $"ETag: {stored.Value}\r\n", []);
    }

    private (int Status, string Head, byte[] Body) Give(ObjectRequest request) => Shelf.Find(request.Key) is not { } found ? Error(404, "NoSuchKey") : (
        200,
        $"Content-Type: {found.ContentType}\r\nCache-Control: {found.CacheControl}\r\n{(HidesTag ? "" : $"ETag: {found.Tag.Value}\r\n")}"
            + $"Last-Modified: {found.Written.UtcDateTime.ToString("R", CultureInfo.InvariantCulture)}\r\n",
        found.Bytes);

    private (int Status, string Head, byte[] Body) List(WireRequest wire)
    {
        string prefix = wire.Query.GetValueOrDefault("prefix", "");
        IReadOnlyList<string> keys = Shelf.List(prefix, wire.Query.GetValueOrDefault("continuation-token"));
        bool isCut = keys.Count > PageSize;
        var page = keys.Take(PageSize).ToList();
        return (200, "Content-Type: application/xml\r\n", Encoding.UTF8.GetBytes($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{Bucket}</Name><Prefix>{SecurityElement.Escape(prefix)}</Prefix><KeyCount>{page.Count}</KeyCount>
            <MaxKeys>{PageSize}</MaxKeys><IsTruncated>{(isCut ? "true" : "false")}</IsTruncated>{(isCut ? $"<NextContinuationToken>{SecurityElement.Escape(page[^1])}</NextContinuationToken>" : "")}
            {string.Concat(page.Select(k => $"<Contents><Key>{SecurityElement.Escape(k)}</Key><Size>{Shelf.Find(k)?.Bytes.Length ?? 0}</Size></Contents>"))}</ListBucketResult>
            """));
    }

    private static ObjectRequest Understand(WireRequest wire, string key)
    {
        bool isList = wire.Method == "GET" && key.Length == 0;
        ObjectAct act = wire.Method switch
        {
            "PUT" => ObjectAct.Put,
            "DELETE" => ObjectAct.Delete,
            "HEAD" => ObjectAct.Head,
            _ => isList ? ObjectAct.List : ObjectAct.Get,
        };
        string? tag = wire.Headers.GetValueOrDefault("If-Match");
        PutCondition condition = wire.Headers.GetValueOrDefault("If-None-Match") == "*" ? PutCondition.New
            : tag is null ? PutCondition.None
            : PutCondition.Is(new ObjectTag(tag));
        return new ObjectRequest(act, isList ? wire.Query.GetValueOrDefault("prefix", "") : key, condition);
    }

    private static (int Status, string Head, byte[] Body) Error(int status, string code) => (
        status,
        "Content-Type: application/xml\r\n",
        Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>The double says {code}.</Message><RequestId>1</RequestId></Error>"));
}
