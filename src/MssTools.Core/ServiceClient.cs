using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MssTools.Core.Services;
using static MssTools.Core.Services.Operations;

namespace MssTools.Core;

/// <summary>
/// A service as an engine: each member is an operation of its control interface. Waits have limits; what a service does not answer in time is a
/// <see cref="MssError.TimedOut"/>.
/// </summary>
public sealed class ServiceClient : IMssEngine, IDisposable
{
    /// <summary>Longest wait for an answer; starting a group may read a folder of many fragments.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(100);

    private static readonly TimeSpan s_connecting = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for the next line of events.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(45);

    private readonly HttpClient _http;
    private readonly JsonSerializerOptions _json;
    private readonly string _address;

    private ServiceClient(string name, string address, bool isHere, SocketsHttpHandler handler, Uri uri, NetworkCredential? credential)
    {
        (Service, _address, IsHere, _json) = (name, address, isHere, WireJson.Of(name));
        _http = new HttpClient(handler) { BaseAddress = uri, Timeout = Timeout.InfiniteTimeSpan };
        if (credential is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}")));
        }
    }

    /// <inheritdoc/>
    public string Service { get; }

    /// <inheritdoc/>
    public bool IsHere { get; }

    /// <summary>A service of this machine.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="statePath">Full path of its state folder.</param>
    public static ServiceClient ToFolder(string name, string statePath)
    {
        string socket = StateFolder.SocketOf(statePath);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = s_connecting,
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken).ConfigureAwait(false);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        return new ServiceClient(name, socket, isHere: true, handler, new Uri("http://localhost"), credential: null);
    }

    /// <summary>A service of another machine, or on a port of this one.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="host">Name or address of the machine.</param>
    /// <param name="port">Its port.</param>
    /// <param name="credential">User and password.</param>
    /// <param name="skipCertificateCheck">Whether a certificate that nobody trusts is taken.</param>
    public static ServiceClient ToHost(string name, string host, int port, NetworkCredential credential, bool skipCertificateCheck)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Uri uri = new UriBuilder(Uri.UriSchemeHttps, host, port).Uri;
        var handler = new SocketsHttpHandler { ConnectTimeout = s_connecting, UseProxy = false, AllowAutoRedirect = false };
        if (skipCertificateCheck)
        {
#pragma warning disable CA5359 // The user asked for it, for tests.
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        return new ServiceClient(name, uri.AbsoluteUri, isHere: false, handler, uri, credential);
    }

    /// <summary>What the service is and how it is.</summary>
    /// <exception cref="MssException">It does not answer, or refuses the password.</exception>
    public MssService GetService() => Call(Operations.GetService, new Operation.Nothing()) with { Name = Service, Address = _address };

    /// <summary>The service where it does not answer: what is known of it, and why.</summary>
    public MssService Unreachable(MssException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new MssService { Name = Service, Address = _address, State = MssServiceState.Unreachable, LastError = failure.Message };
    }

    /// <summary>Asks the service to end: its broadcasts go on with its next start. Returns at once.</summary>
    /// <exception cref="MssException">It does not answer, or refuses the password.</exception>
    public void StopService() => Call(Operations.StopService, new NoArguments());

    /// <inheritdoc/>
    public LocalStream AddLocalStream(LocalStreamDefinition definition) => Call(Operations.AddLocalStream, definition);

    /// <inheritdoc/>
    public async IAsyncEnumerable<MssEvent> WatchAsync(Action listens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listens);
        using HttpResponseMessage answer = await InTimeAsync(GetEventsAsync, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        listens();
        while (await InTimeAsync(limit => LineAsync(reader, limit), cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (EventIn(line) is { } happened)
            {
                yield return happened;
            }
        }

        throw Unreached(new IOException("It hung up."));
    }

    /// <inheritdoc/>
    public MssEventReceiver AddReceiver(EventReceiverDefinition definition) => Call(Operations.AddReceiver, definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssEventReceiver> GetReceivers() => Call(Operations.GetReceivers, new Operation.Nothing());

    /// <inheritdoc/>
    public void RemoveReceiver(string name) => Call(Operations.RemoveReceiver, new NameArgument { Name = name });

    /// <inheritdoc/>
    public MssChange Ensure(EventReceiverDefinition wanted, bool isPlan) =>
        Call(EnsureReceiver, new EnsureArguments<EventReceiverDefinition> { Definition = wanted, IsPlan = isPlan });

    /// <inheritdoc/>
    public IReadOnlyList<LocalStream> GetLocalStreams() => Call(Operations.GetLocalStreams, new Operation.Nothing());

    /// <inheritdoc/>
    public bool RemoveLocalStream(string name) => Call(Operations.RemoveLocalStream, new NameArgument { Name = name }).Value;

    /// <inheritdoc/>
    public MssIngest StartIngest(IngestDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RefuseScript(definition.Authorize);
        return Call(Operations.StartIngest, definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssIngest> GetIngests() => Call(Operations.GetIngests, new Operation.Nothing());

    /// <inheritdoc/>
    public void StopIngest(int port) => Call(Operations.StopIngest, new PortArgument { Port = port });

    /// <inheritdoc/>
    public MssChange Ensure(LocalStreamDefinition wanted, bool isPlan) =>
        Call(EnsureLocalStream, new EnsureArguments<LocalStreamDefinition> { Definition = wanted, IsPlan = isPlan });

    /// <inheritdoc/>
    public MssChange Ensure(IngestDefinition wanted, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        RefuseScript(wanted.Authorize);
        return Call(EnsureIngest, new EnsureArguments<IngestDefinition> { Definition = wanted, IsPlan = isPlan });
    }

    /// <inheritdoc/>
    public MssChange Ensure(ServerDefinition wanted, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        RefuseScript(wanted.Authorize);
        return Call(EnsureServer, new EnsureArguments<ServerDefinition> { Definition = wanted, IsPlan = isPlan });
    }

    /// <inheritdoc/>
    public MssChange Ensure(PointDefinition wanted, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        RefuseScript(wanted.Authorize);
        return Call(EnsurePoint, new EnsureArguments<PointDefinition> { Definition = wanted, IsPlan = isPlan });
    }

    /// <inheritdoc/>
    public MssChange Ensure(StreamDefinition wanted, bool isPlan) =>
        Call(EnsureGroup, new EnsureArguments<StreamDefinition> { Definition = wanted, IsPlan = isPlan });

    /// <inheritdoc/>
    public MssConfiguration GetConfiguration() => Call(Operations.GetConfiguration, new Operation.Nothing());

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> Start(StreamDefinition definition) => Call(StartStreams, definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> GetStreams() => Call(Operations.GetStreams, new Operation.Nothing());

    /// <inheritdoc/>
    public IReadOnlyList<MssGroup> GetGroups() => Call(Operations.GetGroups, new Operation.Nothing());

    /// <inheritdoc/>
    public StreamDefinition? GetDefinition(GroupIdentity identity) => GetGroups().FirstOrDefault(g => g.Definition.Identity == identity)?.Definition;

    /// <inheritdoc/>
    public void StopStream(int id) => Call(Operations.StopStream, new IdArgument { Id = id });

    /// <inheritdoc/>
    public bool WaitForEnd(int id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        bool isForEver = timeout == Timeout.InfiniteTimeSpan;
        for (double left = isForEver ? LongestWait : timeout.TotalSeconds; ; left = isForEver ? LongestWait : left - LongestWait)
        {
            double now = Math.Clamp(left, 0, LongestWait);
            if (Call(WaitForStream, new WaitArguments { Id = id, Seconds = now }, cancellationToken: cancellationToken).Value)
            {
                return true;
            }

            if (!isForEver && left <= LongestWait)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Remove(int id) => Call(RemoveStream, new IdArgument { Id = id });

    /// <inheritdoc/>
    public int RemoveGroup(GroupIdentity identity, bool deleteFile, CancellationToken cancellationToken) => Call(
        Operations.RemoveGroup,
        new RemoveGroupArguments { GroupName = identity.GroupName, TargetFolder = identity.TargetFolder, DeleteFile = deleteFile },
        Timeout.InfiniteTimeSpan,
        cancellationToken).Files;

    /// <inheritdoc/>
    public GroupFiles CountFiles(StreamDefinition output) => Call(Operations.CountFiles, output);

    /// <inheritdoc/>
    public int CountRenditions(string path) => Call(Operations.CountRenditions, new PathArgument { Path = path }).Value;

    /// <inheritdoc/>
    public MssServer StartServer(ServerDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RefuseScript(definition.Authorize);
        return Call(Operations.StartServer, definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssServer> GetServers() => Call(Operations.GetServers, new Operation.Nothing());

    /// <inheritdoc/>
    public void StopServer(int id) => Call(Operations.StopServer, new IdArgument { Id = id });

    /// <inheritdoc/>
    public MssPublishingPoint AddPoint(PointDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RefuseScript(definition.Authorize);
        return Call(Operations.AddPoint, definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssPublishingPoint> GetPoints() => Call(Operations.GetPoints, new Operation.Nothing());

    /// <inheritdoc/>
    public void StopPoint(int serverId, string name) => Call(Operations.StopPoint, new PointArguments { ServerId = serverId, Name = name });

    /// <inheritdoc/>
    public void StartPoint(int serverId, string name) => Call(Operations.StartPoint, new PointArguments { ServerId = serverId, Name = name });

    /// <inheritdoc/>
    public void RemovePoint(int serverId, string name) => Call(Operations.RemovePoint, new PointArguments { ServerId = serverId, Name = name });

    /// <inheritdoc/>
    public MssClip SaveClip(ClipDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        Only(Operations.SaveClip, definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssExport Export(ExportDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        Only(Operations.Export, definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssCapacity MeasureCapacity(CapacityDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        Only(Operations.MeasureCapacity, definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssRepair Repair(
        RepairDefinition definition, Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        MssRepair plan = Only(PlanRepair, definition, progress, cancellationToken);
        return plan.IsNeeded && isWanted(plan) ? Only(Operations.Repair, definition, progress, cancellationToken) : plan;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MssDifference> CompareAsync(CompareDefinition definition, CancellationToken cancellationToken) =>
        ItemsAsync(Compare, definition, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MssFinding> CheckAsync(CheckDefinition definition, CancellationToken cancellationToken) =>
        ItemsAsync(Check, definition, cancellationToken);

    /// <inheritdoc/>
    public string ExportServerConfig(ServerConfigKind kind, string root, int port, Uri? origin = null) =>
        Call(Operations.ExportServerConfig, new ServerConfigArguments { Kind = kind, Root = root, Port = port, Origin = origin }).Value;

    /// <inheritdoc/>
    public IReadOnlyList<MssNode> GetNodes() => Call(Operations.GetNodes, new Operation.Nothing());

    /// <inheritdoc/>
    public string MoveGroup(GroupIdentity identity, string? node) => Call(
        Operations.MoveGroup, new MoveGroupArguments { GroupName = identity.GroupName, TargetFolder = identity.TargetFolder, Node = node }).Value;

    /// <inheritdoc/>
    public void SuspendNode(string name) => Call(Operations.SuspendNode, new NameArgument { Name = name });

    /// <inheritdoc/>
    public void ResumeNode(string name) => Call(Operations.ResumeNode, new NameArgument { Name = name });

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static void RefuseScript(IDisposable? authorize)
    {
        if (authorize is not null)
        {
            authorize.Dispose();
            throw new MssException(
                MssError.Unsupported,
                "-Authorize is a script of this session, and a service runs without one.",
                "Give the service stream keys, a credential or a token, or leave out -Service.");
        }
    }

    private TResponse Call<TRequest, TResponse>(
        Operation<TRequest, TResponse> operation, TRequest request, TimeSpan? patience = null, CancellationToken cancellationToken = default)
        where TRequest : new() =>
        Task.Run(() => CallAsync(operation, request, patience ?? s_patience, cancellationToken), CancellationToken.None).GetAwaiter().GetResult();

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Operation<TRequest, TResponse> operation, TRequest request, TimeSpan patience, CancellationToken cancellationToken)
        where TRequest : new()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using HttpResponseMessage answer = await SendAsync(operation, request, limit.Token).ConfigureAwait(false);
            Stream body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync<TResponse>(body, _json, limit.Token).ConfigureAwait(false) ?? throw Unreadable("null");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MssException(
                MssError.TimedOut, $"The service '{Service}' at '{_address}' has not answered for {patience.TotalSeconds:0} s.", "Look at its log; it may be overloaded.");
        }
        catch (JsonException failure)
        {
            throw Unreadable(failure.Message);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Unreached(failure);
        }
    }

    // Progress is told on the thread that waits here: a cmdlet shows it on no other.
    private T Only<TRequest, T>(StreamedOperation<TRequest, T> operation, TRequest request, Action<int, int> progress, CancellationToken cancellationToken)
        where TRequest : new()
        where T : class
    {
        T? last = null;
        foreach (StreamedLine<T> line in LinesAsync(operation, request, cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            if (line.Progress is { } far)
            {
                progress(far.Done, far.All);
            }

            last = line.Item ?? last;
        }

        return last ?? throw Unreadable("no result");
    }

    private async IAsyncEnumerable<T> ItemsAsync<TRequest, T>(
        StreamedOperation<TRequest, T> operation, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : new()
        where T : class
    {
        await foreach (StreamedLine<T> line in LinesAsync(operation, request, cancellationToken).ConfigureAwait(false))
        {
            if (line.Item is { } item)
            {
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<StreamedLine<T>> LinesAsync<TRequest, T>(
        StreamedOperation<TRequest, T> operation, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : new()
        where T : class
    {
        using HttpResponseMessage answer = await SendLinesAsync(operation, request, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await LineAsync(reader, cancellationToken).ConfigureAwait(false) is { } text)
        {
            StreamedLine<T> line = JsonSerializer.Deserialize<StreamedLine<T>>(text, _json) ?? throw Unreadable(text);
            if (line.Error is { } error)
            {
                throw error.ToException();
            }

            yield return line;
        }
    }

    // What a newer service tells and nobody here knows is passed over, as comments are.
    private MssEvent? EventIn(string line)
    {
        const string Data = "data: ";
        try
        {
            return line.StartsWith(Data, StringComparison.Ordinal) ? JsonSerializer.Deserialize<MssEvent>(line[Data.Length..], _json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Where nothing happens a service sends a comment every 15 s; one that has been cut off sends nothing.
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_silence);
        try
        {
            return await step(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreached(new IOException($"Nothing came for {s_silence.TotalSeconds:0} s."));
        }
    }

    private async Task<HttpResponseMessage> GetEventsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, ControlEvents.Path);
            return await SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw Unreached(failure);
        }
    }

    private async Task<HttpResponseMessage> SendLinesAsync<TRequest>(Operation operation, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(operation, request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw Unreached(failure);
        }
    }

    private async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw Unreached(failure);
        }
    }

    private async Task<HttpResponseMessage> SendAsync<TRequest>(Operation operation, TRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path);
        if (operation.Request is not null)
        {
            message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, _json));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            throw FailureIn(body) ?? Unreadable($"status {(int)answer.StatusCode}");
        }
    }

    private MssException? FailureIn(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<SentFailure>(body, _json)?.ToException();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private MssException Unreadable(string what) => new(
        MssError.SourceFailed,
        $"The answer of the service '{Service}' at '{_address}' makes no sense: {ForeignText.Value(what)}.",
        "Check the address, and that the service and this module are of the same version.");

    private MssException Unreached(Exception failure) => new(
        MssError.Unavailable,
        $"The service '{Service}' at '{_address}' cannot be reached: {failure.GetBaseException().Message}",
        "Check that it runs (Start-MSSService, or the service manager of its machine), the address, and that its certificate is trusted.",
        failure);
}
