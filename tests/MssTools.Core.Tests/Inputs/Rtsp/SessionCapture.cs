using System.Buffers.Binary;
using System.Text;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Inputs.Rtsp;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Inputs.Rtsp;

/// <summary>
/// What a server sent, without the server: the session's description, an empty line, and the interleaved packets.
/// </summary>
internal sealed class SessionCapture : IMediaReader
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly List<RtpStream> _streams = [];
    private readonly RtpAlignment _alignment;
    private readonly InputWarnings _warnings = new();

    public SessionCapture(byte[] bytes)
    {
        int end = bytes.AsSpan().IndexOf("\n\n"u8);
        (_bytes, _start) = (bytes, end < 0 ? bytes.Length : end + 2);
        var byId = new Dictionary<int, RtpStream>();
        _alignment = new RtpAlignment(byId, new Dictionary<int, uint>(), TimeProvider.System);
        var description = SessionDescription.Parse(Encoding.UTF8.GetString(bytes.AsSpan(0, _start)));
        foreach (RtpMedia media in RtspMedia.Choose(description, RtspAddress.Parse("rtsp://camera/"), _warnings))
        {
            var timeline = new RtpTimeline();
            IRtpTrack track = RtpTracks.Create(_streams.Count + 1, media, timeline, _warnings, sample => _alignment.Push(sample));
            _streams.Add(new RtpStream(media, track, timeline, TimeProvider.System));
            byId.Add(_streams.Count, _streams[^1]);
        }
    }

    public TimeSpan? Duration => null;

    public bool IsLive => false;

    public long Losses => _streams.Sum(stream => stream.Losses);

    public IReadOnlyList<Track> Tracks => [];

    /// <summary>The packets, to be dropped, doubled or put into another order.</summary>
    public static (byte[] Description, List<byte[]> Packets) Split(byte[] bytes)
    {
        int start = bytes.AsSpan().IndexOf("\n\n"u8) + 2;
        var packets = new List<byte[]>();
        for (int i = start; i + 4 <= bytes.Length;)
        {
            int length = 4 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(i + 2));
            packets.Add(bytes[i..(i + length)]);
            i += length;
        }

        return (bytes[..start], packets);
    }

    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        for (int i = _start; i + 4 <= _bytes.Length;)
        {
            int channel = _bytes[i + 1];
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(i + 2)), _bytes.Length - i - 4);
            byte[] packet = _bytes.AsSpan(i + 4, length).ToArray();
            i += 4 + length;
            if (channel / 2 < _streams.Count)
            {
                Take(_streams[channel / 2], channel % 2 == 0, packet);
            }

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
    }

    public void Dispose()
    {
    }

    private static void Take(RtpStream stream, bool isMedia, byte[] packet)
    {
        if (isMedia)
        {
            stream.TakeMedia(packet);
        }
        else
        {
            stream.TakeControl(packet);
        }
    }
}
