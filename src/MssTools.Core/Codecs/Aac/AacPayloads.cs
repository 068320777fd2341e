using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Aac;

/// <summary>
/// Reads the payloads of an AAC track. Some writers leave ADTS headers in front of their frames, which decoders take for
/// sound: they are cut off where the first payload has one.
/// </summary>
/// <param name="name">The track, to begin sentences with.</param>
/// <param name="warnings">Told of such headers.</param>
internal sealed class AacPayloads(string name, InputWarnings warnings) : PayloadReader
{
    private bool? _hasHeaders;
    private CodecConfig? _config;

    /// <inheritdoc/>
    public override void Announce(CodecHeader header) => _config = header.Config;

    /// <inheritdoc/>
    public override void Read(Payload payload, long decodeTime, uint duration, bool isMarked, Queue<AccessUnit> output)
    {
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

        output.Enqueue(new AccessUnit(_config!, decodeTime, duration, IsSync: true, payload));
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
