using MssTools.Core.Inputs.Network;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Looks after a connection each second, and closes it where its peer leaves us waiting. Only waits count: while nobody reads,
/// for example because a publisher is decided about, the peer cannot be silent.
/// </summary>
internal sealed class PeerWatch : IDisposable
{
    private const long NotSo = -1;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly TimeSpan _silence;
    private readonly TimeSpan? _dribble;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _readingSince = NotSo;
    private long _sendingSince = NotSo;
    private long _awaitingSince = NotSo;
    private string? _fault;

    /// <summary>Starts to look.</summary>
    /// <param name="stream">Disposed, where the peer leaves us waiting: that ends what waits.</param>
    /// <param name="silence">How long the peer may send nothing.</param>
    /// <param name="needsMessages">Whether it has to send whole messages, not only bytes.</param>
    /// <param name="time">The clock.</param>
    public PeerWatch(Stream stream, TimeSpan silence, bool needsMessages, TimeProvider time)
    {
        (_stream, _silence, _time) = (stream, silence, time);
        _dribble = needsMessages ? TimeSpan.FromTicks(Math.Max(silence.Ticks, NetworkPatience.Media.Ticks)) : null;
        _timer = time.CreateTimer(static state => ((PeerWatch)state!).Look(), this, s_look, s_look);
    }

    /// <summary>Why the connection was closed; null where it was not, or not by us.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>A read begins, or is over.</summary>
    public void Reads(bool now) => Note(ref _readingSince, now);

    /// <summary>A write begins, or is over.</summary>
    public void Sends(bool now) => Note(ref _sendingSince, now);

    /// <summary>A wait for a message, of many reads, begins, or is over.</summary>
    public void Awaits(bool now) => Note(ref _awaitingSince, now);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Note(ref long since, bool now) => Volatile.Write(ref since, now ? _time.GetTimestamp() : NotSo);

    private void Look()
    {
        string? fault = HasPassed(ref _readingSince, _silence) ? $"Nothing was received for {_silence.TotalSeconds:0.#} s."
            : HasPassed(ref _sendingSince, IngestLimits.Deafness)
                ? $"The other side took nothing of what was sent for {IngestLimits.Deafness.TotalSeconds:0.#} s."
            : _dribble is { } limit && HasPassed(ref _awaitingSince, limit)
                ? $"Bytes, but no whole message were received for {limit.TotalSeconds:0.#} s."
            : null;
        if (fault is not null)
        {
            Volatile.Write(ref _fault, fault);
            _stream.Dispose(); // ends the read or the write that waits
        }
    }

    private bool HasPassed(ref long since, TimeSpan limit)
    {
        long start = Volatile.Read(ref since);
        return start != NotSo && _time.GetElapsedTime(start) > limit;
    }
}
