using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>The parameter sets that hold in a stream: announced ones, and those among its pictures.</summary>
internal sealed class InBandParameterSets
{
    private const int LongestId = 5; // bytes, header byte included, that pic_parameter_set_id may take

    private AvcConfig? _config; // of the sets that parsed last
    private (ReadOnlyMemory<byte> Sps, ReadOnlyMemory<byte> Pps) _parsed;
    private bool _isRead; // whether those are the ones that hold now

    /// <summary>The SPS that holds now, or nothing.</summary>
    public ReadOnlyMemory<byte> Sps { get; private set; }

    private ReadOnlyMemory<byte> Pps { get; set; }

    /// <summary>Takes over what a header announces; where it has none of a kind, what is known stays.</summary>
    public void Announce(ReadOnlyMemory<byte> sps, ReadOnlyMemory<byte> pps) =>
        Replace(sps.IsEmpty ? Sps : sps, pps.IsEmpty ? Pps : pps);

    /// <summary>Takes over what an access unit carries.</summary>
    public void Take(in AvcAccessUnit unit) => Take(unit.Sps.Span, unit.Pps.Span);

    /// <summary>
    /// Takes over the first SPS and the first PPS of an access unit or a header; copies what is new. Damaged ones change
    /// nothing: those that parsed last hold on.
    /// </summary>
    /// <param name="sps">May be empty.</param>
    /// <param name="pps">May be empty.</param>
    /// <returns>Whether anything is other than before.</returns>
    public bool Take(ReadOnlySpan<byte> sps, ReadOnlySpan<byte> pps)
    {
        // No NAL unit ends with a zero byte (7.4.1); some encoders pad one copy and not the other.
        sps = sps.TrimEnd((byte)0);
        pps = pps.TrimEnd((byte)0);
        bool isOtherSps = !sps.IsEmpty && !sps.SequenceEqual(Sps.Span);

        // A PPS on its own, or one with another number beside the same SPS, is a further one, and travels in its sample.
        bool isOtherPps = !pps.IsEmpty
            && (Pps.IsEmpty || isOtherSps || (!sps.IsEmpty && IdOf(pps) == IdOf(Pps.Span)))
            && !pps.SequenceEqual(Pps.Span);
        return (isOtherSps || isOtherPps)
            && Replace(isOtherSps ? sps.ToArray() : Sps, isOtherPps ? pps.ToArray() : Pps);
    }

    /// <summary>
    /// What a decoder must know from the next sync sample on, the same object while nothing changes. Null where there is
    /// nothing to configure a decoder with: the next sync sample may do better.
    /// </summary>
    /// <exception cref="MssException"><see cref="MssError.Unsupported"/>.</exception>
    public AvcConfig? ToConfig()
    {
        if (Sps.IsEmpty || Pps.IsEmpty)
        {
            return null;
        }

        if (!_isRead)
        {
            Read();
        }

        return _config;
    }

    // False where the sets are damaged.
    private bool Replace(ReadOnlyMemory<byte> sps, ReadOnlyMemory<byte> pps)
    {
        (Sps, Pps, _isRead) = (sps, pps, false);
        if (sps.IsEmpty || pps.IsEmpty)
        {
            return true;
        }

        try
        {
            Read();
            return true;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            (Sps, Pps) = _parsed;
            _isRead = _config is not null;
            return false;
        }
        catch (MssException)
        {
            return true; // not supported, which counts, and is told, where they are used
        }
    }

    private void Read()
    {
        AvcConfig config = AvcParameterSets.ToConfig(Sps.Span, Pps.Span);
        if (_config?.IsSameAs(config) != true)
        {
            _config = config;
        }

        _parsed = (Sps, Pps);
        _isRead = true;
    }

    private static uint? IdOf(ReadOnlySpan<byte> pps)
    {
        try
        {
            return new BitReader(pps[1..Math.Min(pps.Length, LongestId)], "PPS").ReadUnsignedGolomb();
        }
        catch (MssException)
        {
            return null;
        }
    }
}
