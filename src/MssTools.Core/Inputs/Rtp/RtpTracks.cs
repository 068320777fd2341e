using System.Buffers;
using MssTools.Core.Codecs;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>Makes the track that reads a stream's packets.</summary>
internal static class RtpTracks
{
    private const int MostSets = 64;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>The codec of a stream that is packaged.</summary>
    public static Codec CodecOf(RtpMedia media) => media.Kind == "video" ? AvcCodec.Instance : AacCodec.Instance;

    /// <summary>Makes a track.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="media">What the session's description tells; its encoding is H.264 or AAC.</param>
    /// <param name="timeline">Takes the wraps out of its timestamps.</param>
    /// <param name="warnings">Told of what users should know.</param>
    /// <param name="output">Where the samples go.</param>
    /// <exception cref="MssException">Unsupported or MalformedInput.</exception>
    public static IRtpTrack Create(
        int id, RtpMedia media, RtpTimeline timeline, InputWarnings warnings, Action<Sample> output) => media.Kind == "video"
        ? new RtpVideoTrack(id, media.ClockRate, timeline, ParameterSets(media), warnings, output)
        : new RtpAudioTrack(id, checked((int)media.ClockRate), timeline, AacFormat.Parse(media.Format), warnings, output);

    // sprop-parameter-sets: NAL units in base64, with commas between (RFC 6184 8.1). They may come in band instead.
    private static ReadOnlySpan<byte> ParameterSets(RtpMedia media)
    {
        var sets = new ArrayBufferWriter<byte>();
        foreach (string text in media.Format.GetValueOrDefault("sprop-parameter-sets", "").Split(',').Take(MostSets))
        {
            byte[] set = new byte[text.Length];
            if (Convert.TryFromBase64String(text, set, out int length) && length > 0)
            {
                sets.Write(StartCode);
                sets.Write(set.AsSpan(0, length));
            }
        }

        return sets.WrittenSpan;
    }
}
