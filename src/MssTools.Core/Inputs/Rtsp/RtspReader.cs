using System.Security.Cryptography;
using MssTools.Core.Inputs.Network;
using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>Reads H.264 and AAC from an RTSP server.</summary>
internal sealed class RtspReader : IMediaReader
{
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromSeconds(5); // RFC 3550 6.2

    private readonly RtspSession _session;
    private readonly TimeProvider _time;
    private readonly List<RtpStream> _streams = [];
    private readonly RtpAlignment _alignment;
    private readonly uint _self = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
    private long _reported;

    private RtspReader(RtspSession session, TimeProvider time)
    {
        (_session, _time) = (session, time);
        var byId = new Dictionary<int, RtpStream>();
        var starts = new Dictionary<int, uint>();
        _alignment = new RtpAlignment(byId, starts, time);
        for (int i = 0; i < session.Media.Count; i++)
        {
            int id = i + 1;
            var timeline = new RtpTimeline();
            var stream = new RtpStream(session.Media[i], RtpTracks.Create(id, session.Media[i], timeline, session.Warnings, Take), timeline, time);
            _streams.Add(stream);
            byId.Add(id, stream);
        }

        session.Play();
        _reported = time.GetTimestamp();
        foreach ((int stream, uint start) in session.Starts)
        {
            starts.Add(stream + 1, start);
        }

        List<Track?> tracks = [.. _streams.Select(stream => stream.Track.Track)];
        Announced = session.Media.Select(media => RtpTracks.CodecOf(media).Content).ToHashSet();
        Tracks = tracks.Contains(null) ? [] : [.. tracks.OfType<Track>()];
    }

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public long Losses => _streams.Sum(stream => stream.Losses) + _session.Transport.Dropped;

    /// <inheritdoc/>
    public TimeSpan Patience => NetworkPatience.Media;

    /// <inheritdoc/>
    public long? Received => _session.Transport.Received;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks { get; }

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _session.Warnings.All;

    /// <summary>Connects to a server and starts its streams.</summary>
    /// <exception cref="MssException">
    /// InvalidSetting, SourceFailed, AccessDenied, Unsupported, NoMedia or MalformedInput.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static RtspReader Open(string source, TimeProvider time, CancellationToken stop)
    {
        RtspSession session = RtspSession.Open(source, time, stop);
        try
        {
            return new RtspReader(session, time);
        }
        catch
        {
            session.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        _session.Heed(stop);
        bool ended = false;
        while (!ended && _session.Transport.Read(stop) is { } packet)
        {
            RtpStream stream = _streams[packet.Channel / 2];
            if (packet.Channel % 2 == 0)
            {
                stream.TakeMedia(packet.Packet);
            }
            else
            {
                stream.TakeControl(packet.Packet.Span);
            }

            StayInTouch();
            ended = _streams.TrueForAll(s => s.HasLeft);
            while (_alignment.TryPop(isEnd: false, out Sample sample))
            {
                yield return sample;
            }
        }

        _streams.ForEach(stream => stream.End());
        while (_alignment.TryPop(isEnd: true, out Sample sample))
        {
            yield return sample;
        }

        if (!ended && !stop.IsCancellationRequested)
        {
            throw new MssException(MssError.SourceFailed, "The server closed the connection without an end of its streams.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Take(Sample sample) => _alignment.Push(sample);

    private void StayInTouch()
    {
        _session.KeepAlive();
        if (_time.GetElapsedTime(_reported) < s_reportInterval)
        {
            return;
        }

        _reported = _time.GetTimestamp();
        for (int i = 0; i < _streams.Count; i++)
        {
            if (_streams[i].Report(_self) is { } report)
            {
                _session.Transport.SendReport(i, report);
            }
        }
    }
}
