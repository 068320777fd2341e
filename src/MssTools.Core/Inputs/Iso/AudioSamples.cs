using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Makes the samples of an AAC track. Some writers leave ADTS headers in front of their frames, which decoders take for
/// sound: they are cut off where the first sample has one.
/// </summary>
/// <param name="name">The track, to begin sentences with.</param>
/// <param name="warnings">Told of such headers.</param>
internal sealed class AudioSamples(string name, InputWarnings warnings)
{
    private bool? _hasHeaders;

    /// <summary>Makes a sample.</summary>
    /// <param name="described">The track by the moov that describes this sample.</param>
    /// <param name="descriptor">Times of the presentation.</param>
    /// <param name="payload">Its bytes as the container holds them; not read where they are plain AAC.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported or SourceFailed.</exception>
    public Sample Make(MovieTrack described, in SampleDescriptor descriptor, Payload payload)
    {
        Track track = described.TrackOf(descriptor);
        if (_hasHeaders != false)
        {
            int header = HeaderLength(payload);
            if (header > 0 && _hasHeaders is null)
            {
                warnings.Add($"{name}: the samples begin with ADTS headers, which do not belong there; they are cut off.");
            }

            _hasHeaders ??= header > 0;
            payload = payload.Slice(header, payload.Length - header);
        }

        return new Sample(track, descriptor.DecodeTime, descriptor.Duration, descriptor.CompositionOffset, true, payload);
    }

    // A header whose frame is as long as the sample is no accident.
    private int HeaderLength(Payload payload)
    {
        if (payload.Length <= AdtsHeader.ShortestLength)
        {
            return 0;
        }

        Span<byte> start = stackalloc byte[AdtsHeader.ShortestLength];
        payload.Slice(0, start.Length).CopyTo(start);
        if (!AdtsHeader.TryParse(start, out AdtsHeader header) || header.FrameLength != payload.Length)
        {
            return 0;
        }

        return header.Blocks == 1
            ? header.HeaderLength
            : throw new MssException(
                MssError.Unsupported, $"{name}: AAC with {header.Blocks} raw_data_blocks in one ADTS frame cannot be packaged.");
    }
}
