using System.IO.Pipelines;
using MssTools.Core.Access;

namespace MssTools.Cluster;

/// <summary>The body of a POST, which another node sends in pieces, while a point of this node reads it.</summary>
internal sealed class RelayedBody : IDisposable
{
    private const int UnavailableStatus = 503;

    /// <summary>Who has sent a piece waits until the point has read all of it: a connection that breaks behind it loses nothing of it.</summary>
    private const int NothingWaits = 1;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: NothingWaits, resumeWriterThreshold: NothingWaits, useSynchronizationContext: false));
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();
    private readonly Task<int> _status;

    /// <param name="receive">Has the point take a body; it opens it when it has let the encoder in.</param>
    public RelayedBody(Func<Func<Stream>, CancellationToken, Task<PostReply>> receive) => _status = Task.Run(async () =>
    {
        try
        {
            return (await receive(Open, _gone.Token)).Status;
        }
        catch (OperationCanceledException)
        {
            return UnavailableStatus;
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    });

    /// <summary>Waits until the point wants the body, or has answered.</summary>
    /// <returns>The status of its answer; 0: it wants the body.</returns>
    public async Task<int> OpenAsync() => await Task.WhenAny(_opened.Task, _status) == _status ? await _status : 0;

    /// <summary>Hands on a piece. Waits until the point has read it.</summary>
    /// <returns>The status of the point's answer; 0: it goes on.</returns>
    public async Task<int> WriteAsync(byte[] piece)
    {
        if (piece.Length > 0 && !_status.IsCompleted)
        {
            await _pipe.Writer.WriteAsync(piece); // ends, too, when nobody reads any more
        }

        return _status.IsCompleted ? await _status : 0;
    }

    /// <summary>The body is whole.</summary>
    /// <returns>The status of the point's answer.</returns>
    public async Task<int> FinishAsync()
    {
        await _pipe.Writer.CompleteAsync();
        return await _status;
    }

    /// <summary>The connection broke, unless the body was whole.</summary>
    public void Dispose()
    {
        _pipe.Writer.Complete(new IOException("The connection to the other node, or that of its encoder, has ended."));
        _gone.Cancel();
        _gone.Dispose();
    }

    private Stream Open()
    {
        _opened.TrySetResult();
        return _pipe.Reader.AsStream(leaveOpen: true);
    }
}
