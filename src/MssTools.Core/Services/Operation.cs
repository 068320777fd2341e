using System.Text.Json;

namespace MssTools.Core.Services;

/// <summary>
/// One thing that an engine can be told over its control interface: where it is addressed, what is sent and answered, and what is done. Client,
/// server and OpenAPI document are made of the same list of them.
/// </summary>
/// <param name="path">Below the address of the service.</param>
/// <param name="summary">What it does, in a sentence.</param>
/// <param name="request">What is sent; null: nothing, by GET.</param>
/// <param name="response">What is answered; null: nothing.</param>
internal abstract class Operation(string path, string summary, Type? request, Type? response)
{
    /// <summary>Below the address of the service.</summary>
    public string Path => path;

    /// <summary>GET for what changes nothing and needs no request, else POST.</summary>
    public string Method => request is null ? "GET" : "POST";

    /// <summary>What it does, in a sentence.</summary>
    public string Summary => summary;

    /// <summary>What is sent; null: nothing.</summary>
    public Type? Request => request;

    /// <summary>What is answered, or each line of it; null: nothing.</summary>
    public Type? Response => response;

    /// <summary>True where the answer is lines of JSON, each as soon as it is known.</summary>
    public virtual bool IsStreamed => false;

    /// <summary>Does it, on the calling thread.</summary>
    /// <param name="engine">Is told.</param>
    /// <param name="body">The request, as JSON.</param>
    /// <param name="write">Takes the answer; more than once where it is streamed.</param>
    /// <param name="gone">Cancelled when nobody waits for the answer any more.</param>
    /// <exception cref="MssException">What the engine refuses, or a request that cannot be read.</exception>
    public abstract void Run(IServiceEngine engine, ReadOnlySpan<byte> body, Action<byte[]> write, CancellationToken gone);

    /// <summary>The request of an operation that needs none.</summary>
    internal sealed record Nothing;
}

/// <summary>An operation with one answer.</summary>
/// <typeparam name="TRequest">What is sent.</typeparam>
/// <typeparam name="TResponse">What is answered.</typeparam>
/// <param name="path">Below the address of the service.</param>
/// <param name="summary">What it does, in a sentence.</param>
/// <param name="run">Does it.</param>
/// <param name="isShown">True where the answer has definitions: their secrets are not answered.</param>
internal sealed class Operation<TRequest, TResponse>(
    string path, string summary, Func<IServiceEngine, TRequest, CancellationToken, TResponse> run, bool isShown = false)
    : Operation(path, summary, typeof(TRequest) == typeof(Operation.Nothing) ? null : typeof(TRequest), typeof(TResponse))
    where TRequest : new()
{
    /// <inheritdoc/>
    public override void Run(IServiceEngine engine, ReadOnlySpan<byte> body, Action<byte[]> write, CancellationToken gone)
    {
        TRequest request = Request is null ? new TRequest() : WireJson.Read<TRequest>(body, "The request");
        write(JsonSerializer.SerializeToUtf8Bytes(run(engine, request, gone), isShown ? WireJson.Shown : WireJson.Clear));
    }
}

/// <summary>
/// An operation that takes its time: its answer is lines of JSON, each a <see cref="StreamedLine{TItem}"/>. A failure is the last line.
/// </summary>
/// <typeparam name="TRequest">What is sent.</typeparam>
/// <typeparam name="TItem">What is answered, one or many.</typeparam>
/// <param name="path">Below the address of the service.</param>
/// <param name="summary">What it does, in a sentence.</param>
/// <param name="run">Does it; gives lines as they are known.</param>
internal sealed class StreamedOperation<TRequest, TItem>(
    string path, string summary, Action<IServiceEngine, TRequest, Action<StreamedLine<TItem>>, CancellationToken> run)
    : Operation(path, summary, typeof(TRequest), typeof(StreamedLine<TItem>))
    where TRequest : new()
    where TItem : class
{
    /// <inheritdoc/>
    public override bool IsStreamed => true;

    /// <inheritdoc/>
    public override void Run(IServiceEngine engine, ReadOnlySpan<byte> body, Action<byte[]> write, CancellationToken gone)
    {
        TRequest request = WireJson.Read<TRequest>(body, "The request");
        try
        {
            run(engine, request, Line, gone);
        }
#pragma warning disable CA1031 // The answer has begun: its last line says what it is.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Line(new StreamedLine<TItem> { Error = SentFailure.Of(MssException.OfCall(failure)) });
        }

        void Line(StreamedLine<TItem> line) => write([.. JsonSerializer.SerializeToUtf8Bytes(line, WireJson.Clear), (byte)'\n']);
    }
}

/// <summary>A line of a streamed answer: one of its three.</summary>
/// <typeparam name="TItem">What is answered.</typeparam>
internal sealed record StreamedLine<TItem>
    where TItem : class
{
    /// <summary>Something that was found or made.</summary>
    public TItem? Item { get; init; }

    /// <summary>How far it is.</summary>
    public SentProgress? Progress { get; init; }

    /// <summary>Why it ended.</summary>
    public SentFailure? Error { get; init; }
}

/// <summary>How far a piece of work is.</summary>
internal sealed record SentProgress
{
    /// <summary>Fragments that are done.</summary>
    public int Done { get; init; }

    /// <summary>Fragments there are.</summary>
    public int All { get; init; }
}

/// <summary>A failure on its way: the body of every answer that is one.</summary>
internal sealed record SentFailure
{
    /// <summary>The stable reason.</summary>
    public MssError Code { get; init; }

    /// <summary>What failed, where, and the value.</summary>
    public string Message { get; init; } = "";

    /// <summary>What to do.</summary>
    public string RecommendedAction { get; init; } = "";

    /// <summary>A failure to be sent.</summary>
    public static SentFailure Of(MssException failure) =>
        new() { Code = failure.Code, Message = failure.Message, RecommendedAction = failure.RecommendedAction };

    /// <summary>The failure that was sent.</summary>
    public MssException ToException() => new(Code, Message, RecommendedAction.Length > 0 ? RecommendedAction : null);
}
