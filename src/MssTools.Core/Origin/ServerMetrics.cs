using System.Diagnostics.Metrics;

namespace MssTools.Core.Origin;

/// <summary>What a server has done so far: a Meter that any listener can read, and the numbers themselves.</summary>
internal sealed class ServerMetrics : IDisposable
{
    private const int StatusCodes = 600;

    private readonly Meter _meter = new("MssTools.Origin");
    private readonly long[] _answers = new long[StatusCodes];
    private readonly Func<int> _held;
    private readonly Func<int> _sessions;
    private long _bytes;
    private int _connections;

    /// <param name="held">Requests that wait for a fragment.</param>
    /// <param name="sessions">Viewers.</param>
    public ServerMetrics(Func<int> held, Func<int> sessions)
    {
        _held = held;
        _sessions = sessions;
        _meter.CreateObservableCounter("mss_requests", Answers, unit: null, "Requests answered, by status code.");
        _meter.CreateObservableCounter("mss_response_body_bytes", () => Bytes, unit: null, "Bytes of bodies sent.");
        _meter.CreateObservableGauge("mss_connections", () => Connections, unit: null, "Open connections.");
        _meter.CreateObservableGauge("mss_requests_held", () => Held, unit: null, "Requests that wait for an announced fragment.");
        _meter.CreateObservableGauge("mss_sessions", () => Sessions, unit: null, "Viewers within the last 30 seconds.");
    }

    /// <summary>The meter, which tells this server's numbers from another's.</summary>
    public Meter Meter => _meter;

    /// <summary>Requests answered.</summary>
    public long Requests => _answers.Sum();

    /// <summary>Bytes of bodies sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests that wait for a fragment.</summary>
    public int Held => _held();

    /// <summary>Viewers.</summary>
    public int Sessions => _sessions();

    /// <summary>Answers from 400 on, by code.</summary>
    public IReadOnlyDictionary<int, long> Errors =>
        Enumerable.Range(400, StatusCodes - 400)
            .Where(code => _answers[code] > 0)
            .ToDictionary(code => code, code => _answers[code]);

    /// <summary>Notes an answer.</summary>
    public void NoteAnswer(int status, long bytes)
    {
        Interlocked.Increment(ref _answers[Math.Clamp(status, 0, StatusCodes - 1)]);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Notes a connection that opens (1) or closes (-1).</summary>
    public void NoteConnection(int change) => Interlocked.Add(ref _connections, change);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Answers() => Enumerable.Range(0, StatusCodes)
        .Where(code => _answers[code] > 0)
        .Select(code => new Measurement<long>(_answers[code], new KeyValuePair<string, object?>("code", code)));
}
