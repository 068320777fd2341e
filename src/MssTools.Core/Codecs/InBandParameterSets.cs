using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>The parameter sets of a stream that carries them among its pictures.</summary>
internal sealed class InBandParameterSets
{
    private VideoConfig? _config;

    /// <summary>The SPS that holds now, or nothing.</summary>
    public ReadOnlyMemory<byte> Sps { get; private set; }

    private ReadOnlyMemory<byte> Pps { get; set; }

    /// <summary>Takes over what an access unit carries.</summary>
    public void Take(in AvcAccessUnit unit)
    {
        if (!unit.Sps.IsEmpty)
        {
            Sps = unit.Sps;
        }

        if (!unit.Pps.IsEmpty && (Pps.IsEmpty || !unit.Sps.IsEmpty))
        {
            Pps = unit.Pps; // a PPS on its own is a further one, and travels in its sample
        }
    }

    /// <summary>
    /// What a decoder must know from the next sync sample on, the same object while nothing changes. Null where there is
    /// nothing to configure a decoder with, or where it is damaged: the next sync sample may do better.
    /// </summary>
    /// <exception cref="MssException"><see cref="MssError.Unsupported"/>.</exception>
    public VideoConfig? ToConfig()
    {
        if (Sps.IsEmpty || Pps.IsEmpty)
        {
            return null;
        }

        try
        {
            VideoConfig config = AvcParameterSets.ToVideoConfig(Sps.Span, Pps.Span);
            if (_config is null || !config.PrivateData.Span.SequenceEqual(_config.PrivateData.Span))
            {
                _config = config;
            }

            return _config;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            (Sps, Pps) = (default, default);
            return null;
        }
    }
}
