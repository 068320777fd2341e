using System.Collections.Concurrent;

namespace MssTools.Bench.Hostile;

/// <summary>What an attack has done so far, by all of its connections.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private long _connections;
    private long _requests;
    private long _bytes;
    private long _refused;

    /// <summary>Told what may never happen: an answer of 500, bytes from outside of the root, a stranger let in.</summary>
    public Action<string> Finding { get; set; } = static _ => { };

    /// <summary>Counts a connection that was made.</summary>
    public void AddConnection() => Interlocked.Increment(ref _connections);

    /// <summary>Counts a connection that could not be made within a few seconds.</summary>
    public void AddRefused() => Interlocked.Increment(ref _refused);

    /// <summary>Counts requests, messages or commands.</summary>
    public void AddRequests(long count) => Interlocked.Add(ref _requests, count);

    /// <summary>Counts bytes that were sent.</summary>
    public void AddBytes(long count) => Interlocked.Add(ref _bytes, count);

    /// <summary>Counts an answer by its kind.</summary>
    public void AddAnswer(string kind) => _answers.AddOrUpdate(kind, 1, static (_, n) => n + 1);

    /// <summary>Cells of the report.</summary>
    public override string ToString() =>
        $"{_connections} | {_refused} | {_requests} | {_bytes / 1e6:F1} | "
        + string.Join(", ", _answers.OrderByDescending(a => a.Value).Select(a => $"{a.Value} × {a.Key}"));
}
