using System.Runtime.CompilerServices;
using MssTools.Core.Objects;

namespace MssTools.Cloud;

/// <summary>
/// A bucket behind the seam: each call is a few attempts within <see cref="IObjectStore.Patience"/>. The SDKs make none of their own, because only
/// who makes the attempts knows that the answer of an earlier one was lost, and the condition of a put may be untrue by what that one stored.
/// </summary>
/// <param name="bucket">The bucket; disposed with this.</param>
/// <param name="time">Bounds waits.</param>
internal sealed class PatientStore(IBucket bucket, TimeProvider time) : IObjectStore
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public string Name => bucket.Name;

    /// <inheritdoc/>
    public Task<ObjectTag?> PutAsync(string key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken)
    {
        bool wasLost = false; // an earlier attempt may have stored it
        return CallAsync(MssError.SinkFailed, key, PutOnceAsync, cancellationToken);

        async Task<ObjectTag?> PutOnceAsync(CancellationToken token)
        {
            try
            {
                ObjectTag? tag = await SendOnce.AttemptAsync(() => bucket.PutAsync(key, content, condition, token)).ConfigureAwait(false);
                return tag is null && wasLost ? await FindOwnAsync(key, content, token).ConfigureAwait(false) : tag;
            }
            catch (Exception)
            {
                wasLost = true;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public Task<StoredObject?> GetAsync(string key, long limit, CancellationToken cancellationToken) =>
        CallAsync(MssError.SourceFailed, key, token => bucket.GetAsync(key, limit, token), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            string? page = next;
            KeyPage keys = await CallAsync(MssError.SourceFailed, prefix, token => bucket.ListAsync(prefix, page, token), cancellationToken).ConfigureAwait(false);
            foreach (string key in keys.Keys)
            {
                yield return key;
            }

            next = keys.Next;
            if (next is not null && next == page)
            {
                throw new MssException(MssError.SourceFailed, $"{Name} lists the same page of '{prefix}' again and again.");
            }
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => CallAsync(
        MssError.SinkFailed,
        key,
        async token =>
        {
            await bucket.DeleteAsync(key, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => bucket.Dispose();

    private async Task<ObjectTag?> FindOwnAsync(string key, ObjectContent content, CancellationToken cancellationToken)
    {
        try
        {
            StoredObject? there = await bucket.GetAsync(key, content.Bytes.Length, cancellationToken).ConfigureAwait(false);
            return there is not null && there.Bytes.Span.SequenceEqual(content.Bytes.Span) ? there.Tag : null;
        }
        catch (MssException larger) when (larger.Code == MssError.MalformedInput)
        {
            return null; // somebody else's
        }
    }

    private async Task<T> CallAsync<T>(MssError failed, string key, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(IObjectStore.Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        StoreFailure? last = null;
        for (int attempts = 1; ; attempts++)
        {
            try
            {
                // An SDK that looks for credentials does not heed the token everywhere.
                return await attempt(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception) when (patience.IsCancellationRequested)
            {
                throw TimedOut(key, last);
            }
            catch (Exception failure) when (failure is not MssException && bucket.Read(failure) is { } said)
            {
                last = said;
            }

            if (!last.IsPassing || attempts == MostAttempts)
            {
                throw last.AsException(failed, Name, key);
            }

            try
            {
                await Task.Delay(s_firstPause * attempts, time, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw TimedOut(key, last);
            }
        }
    }

    private MssException TimedOut(string key, StoreFailure? last) => new(
        MssError.TimedOut,
        $"{Name} did not answer about '{key}' within {IObjectStore.Patience.TotalSeconds:0} s{(last is null ? "" : ", and before that: " + last.Said)}.",
        "Check that the store can be reached and is not overloaded.");
}
