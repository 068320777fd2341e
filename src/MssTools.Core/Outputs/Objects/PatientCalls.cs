namespace MssTools.Core.Outputs.Objects;

/// <summary>Calls a store again where it is away, with growing pauses, as long as the patience lasts. For threads that may wait.</summary>
/// <param name="time">The clock.</param>
/// <param name="end">Ends all waiting.</param>
internal sealed class PatientCalls(TimeProvider time, CancellationToken end)
{
    /// <summary>So long one document is tried again; what waits behind it takes room in the queue meanwhile.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(8);

    private MssException? _trouble;

    /// <summary>Why the latest call has to be made again; null: none has.</summary>
    public MssException? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Calls until it works.</summary>
    /// <exception cref="MssException">SinkFailed: the patience is over, or somebody ended it; and what no second try changes.</exception>
    public T Do<T>(Func<CancellationToken, T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        long began = time.GetTimestamp();
        for (TimeSpan pause = s_shortestPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                T result = call(end);
                Volatile.Write(ref _trouble, null);
                return result;
            }
            catch (MssException failure) when (IsPassing(failure))
            {
                Volatile.Write(ref _trouble, failure);
                if (time.GetElapsedTime(began) + pause > Patience || !Wait(pause))
                {
                    throw new MssException(
                        MssError.SinkFailed,
                        failure.Message,
                        "Check the store, the network and the credentials; docs/object-stores.md says what is needed.",
                        failure);
                }
            }
            catch (OperationCanceledException failure)
            {
                throw new MssException(MssError.SinkFailed, "The store was waited for until the group ended.", innerException: failure);
            }
        }
    }

    // Credentials that ran out are renewed; rights that are not there may be given.
    private static bool IsPassing(MssException failure) =>
        failure.Code is MssError.SinkFailed or MssError.SourceFailed or MssError.TimedOut or MssError.AccessDenied;

    private bool Wait(TimeSpan pause)
    {
        try
        {
            Task.Delay(pause, time, end).Wait(CancellationToken.None);
            return true;
        }
        catch (AggregateException)
        {
            return false;
        }
    }
}
