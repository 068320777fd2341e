namespace MssTools.Core.Inputs.Rtmp;

/// <summary>What an ingest port counts over the lives of its connections.</summary>
internal sealed class IngestStatistics(TimeProvider time)
{
    private const int LongestError = 1000;

    private readonly Lock _lock = new();
    private long _bytes;
    private long _dropped;
    private long _refused;
    private long _errors;
    private string? _lastError;
    private DateTimeOffset? _lastErrorTime;

    /// <summary>Notes what ended a connection.</summary>
    /// <param name="client">Its address; empty where there is none.</param>
    /// <param name="failure">The reason.</param>
    public void Failed(string client, Exception failure)
    {
        bool isRefusal = failure is MssException
        {
            Code: MssError.AccessDenied or MssError.AlreadyExists or MssError.InvalidSetting or MssError.NotFound,
        };
        lock (_lock)
        {
            _errors++;
            _refused += isRefusal ? 1 : 0;
            string message = ForeignText.Value(failure.Message, LongestError);
            _lastError = client.Length == 0 ? message : $"{client}: {message}";
            _lastErrorTime = time.GetUtcNow();
        }
    }

    /// <summary>Keeps the counts of a connection that is over.</summary>
    /// <param name="session">Null where it did not come so far.</param>
    public void Left(PublishSession? session)
    {
        lock (_lock)
        {
            _bytes += session?.Bytes ?? 0;
            _dropped += session?.Dropped ?? 0;
        }
    }

    /// <summary>Adds the counts to those of the open connections.</summary>
    public MssIngest AddTo(MssIngest open)
    {
        lock (_lock)
        {
            return open with
            {
                Bytes = open.Bytes + _bytes,
                DroppedFrames = open.DroppedFrames + _dropped,
                RefusedCount = _refused,
                ErrorCount = _errors,
                LastError = _lastError,
                LastErrorTime = _lastErrorTime,
            };
        }
    }
}
