using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// How the samples of a track in MP4 or FLV are really built. The header tells the size of their NAL units' lengths; it is
/// believed where the first samples bear it out. Else other sizes are tried, and Annex B. A sample that does not fit is
/// left out and counted. Parameter sets among the pictures count like those of a header.
/// </summary>
/// <param name="name">The track, to begin sentences with.</param>
/// <param name="warnings">Told what is otherwise than announced, and how many samples are left out.</param>
internal sealed class AvcSampleFormat(string name, InputWarnings warnings)
{
    private const int FewestWitnesses = 2; // of a framing that is not the announced one
    private const int Patience = 8; // samples in a row that do not fit, before another framing is looked for

    private static ReadOnlySpan<AvcFraming> Framings =>
        [AvcFraming.FourBytes, AvcFraming.ThreeBytes, AvcFraming.TwoBytes, AvcFraming.OneByte, AvcFraming.AnnexB];

    private readonly AvcSampleScanner _scanner = new();
    private readonly InBandParameterSets _sets = new();
    private AvcFraming _announced = AvcFraming.FourBytes;
    private AvcFraming _framing = AvcFraming.FourBytes;
    private int _witnesses; // samples in a row that bear the framing out
    private string? _changed;
    private (ReadOnlyMemory<byte> Sps, AvcSequenceParameterSet? Told) _sequence;
    private ReadOnlyMemory<byte> _extraSets; // of the header; what changes in band replaces them
    private bool _isProven;
    private bool _hasFitted;
    private int _misfits;
    private long _leftOut;
    private string? _warning;

    /// <summary>The SPS that holds now, or nothing.</summary>
    public ReadOnlyMemory<byte> Sps => _sets.Sps;

    /// <summary>Whether the sample that was read last holds several access units.</summary>
    public bool HasSeveral => _scanner.Begins.Count > 0;

    /// <summary>Takes a header. One without parameter sets leaves those that are known, or waits for some in band.</summary>
    public void Announce(AvcDecoderConfiguration header)
    {
        _announced = _framing = (AvcFraming)header.NalLengthSize;
        (_isProven, _misfits, _witnesses, _changed) = (false, 0, 0, null);
        _sets.Announce(header.Sps, header.Pps);
        _extraSets = header.ExtraParameterSets;
    }

    /// <summary>
    /// What a decoder must know from the next sync sample on, the same object while nothing changes; null while that is not
    /// known.
    /// </summary>
    /// <exception cref="MssException"><see cref="MssError.Unsupported"/>.</exception>
    public AvcConfig? ToConfig() => _sets.ToConfig();

    /// <summary>
    /// Looks at the next sample, and takes over the parameter sets in it. Where it is not whole it cannot be used, and has
    /// been counted; what its first slices tell may still be asked.
    /// </summary>
    /// <exception cref="MssException">
    /// Unsupported: the first samples are built in no known way; SourceFailed: the file cannot be read.
    /// </exception>
    public AvcSample Read(Payload payload)
    {
        AvcSample sample = _scanner.Scan(payload, _framing, Sequence());
        bool mayChange = !_isProven || _misfits >= Patience - 1;
        if (mayChange && !(sample.IsWhole && sample.IsClean))
        {
            if (FindOther(payload) is { } other)
            {
                Change(other.Framing);
            }

            sample = _scanner.Scan(payload, _framing, Sequence());
        }

        if (!sample.IsWhole)
        {
            LeaveOut(sample);
            return sample;
        }

        _misfits = 0;
        _hasFitted = true;
        _witnesses += sample.IsClean && sample.Picture.IsThere ? 1 : 0;
        _isProven |= _witnesses >= (_framing == _announced ? 1 : FewestWitnesses);
        if (_sets.Take(Bytes(payload, sample.Sps), Bytes(payload, sample.Pps)))
        {
            _extraSets = default;
            sample = _scanner.Scan(payload, _framing, Sequence());
        }

        return sample;
    }

    /// <summary>The access units of the sample that was read last, each to be read like a sample of its own.</summary>
    /// <param name="payload">The sample.</param>
    public IReadOnlyList<Payload> Split(Payload payload)
    {
        warnings.Add($"{name}: samples hold several pictures each; they are parted, and share the sample's time evenly.");
        int[] borders = [0, .. _scanner.Begins, payload.Length];
        return [.. borders.Zip(borders.Skip(1), (begin, end) => payload.Slice(begin, end - begin))];
    }

    /// <summary>
    /// The sample's bytes with four-byte lengths, and further parameter sets of the header in front of a sync sample; the
    /// same payload, unread, where that is so already.
    /// </summary>
    /// <exception cref="MssException">MalformedInput: it is too large; SourceFailed.</exception>
    public Payload ToPayload(in AvcSample sample, bool isSync) => sample.ToPayload(isSync ? _extraSets.Span : default);

    // One damaged sample may look like anything: if those behind it are as announced, so is the track.
    private void Change(AvcFraming framing)
    {
        _changed = warnings.Replace(
            _changed,
            framing == _announced && _changed is not null
                ? $"{name}: a sample is damaged: its NAL units stand {Words(_framing)}, those of the others {Words(framing)} as announced."
                : $"{name}: the samples hold NAL units {Words(framing)}, not {Words(_announced)} as announced; they are converted.");
        (_framing, _witnesses) = (framing, 0);
    }

    private AvcSample? FindOther(Payload payload)
    {
        foreach (AvcFraming framing in Framings)
        {
            if (framing != _framing && _scanner.Scan(payload, framing, Sequence()) is { IsWhole: true, IsClean: true } sample)
            {
                return sample;
            }
        }

        return null;
    }

    private AvcSequenceParameterSet? Sequence()
    {
        if (!_sequence.Sps.Equals(_sets.Sps))
        {
            _sequence = (_sets.Sps, Parse(_sets.Sps.Span));
        }

        return _sequence.Told;
    }

    private static AvcSequenceParameterSet? Parse(ReadOnlySpan<byte> sps)
    {
        try
        {
            return sps.IsEmpty ? null : AvcSequenceParameterSet.Parse(sps);
        }
        catch (MssException)
        {
            return null;
        }
    }

    private void LeaveOut(in AvcSample sample)
    {
        _misfits++;
        if (!_hasFitted && _misfits >= Patience)
        {
            Span<byte> start = stackalloc byte[Math.Min(12, sample.Payload.Length)];
            sample.Payload.Slice(0, start.Length).CopyTo(start);
            throw new MssException(
                MssError.Unsupported,
                $"{name}: the first {_misfits} samples hold NAL units neither {Words(_framing)}, as announced, nor in another "
                + $"known way; the last one starts with {Convert.ToHexStringLower(start)}.",
                "Check that the track is H.264 and not encrypted.");
        }

        _leftOut++;
        _warning = warnings.Replace(
            _warning,
            $"{name}: {(_leftOut == 1 ? "1 sample is" : $"{_leftOut} samples are")} left out: the lengths of the NAL units in "
            + "it do not add up.");
    }

    private static ReadOnlySpan<byte> Bytes(Payload payload, Range place)
    {
        (int start, int length) = place.GetOffsetAndLength(payload.Length);
        return length == 0 || length > AvcParameterSets.LongestParameterSet ? default : payload.Slice(start, length).ToMemory().Span;
    }

    private static string Words(AvcFraming framing) => framing == AvcFraming.AnnexB
        ? "behind start codes (Annex B)"
        : $"behind lengths of {(int)framing} byte{(framing == AvcFraming.OneByte ? "" : "s")}";
}
