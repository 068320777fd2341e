using MssTools.Core.Codecs.Aac;

namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// Finds out what private data without a descriptor are. ADTS proves itself by several frames in a row; until then their PES
/// packets are held, at most those with three frames of 8 KiB, so that none of the sound is lost.
/// </summary>
/// <param name="entry">How the map lists it.</param>
/// <param name="leftOut">Counts scrambled packets.</param>
internal sealed class PrivateStream(PmtStream entry, ScrambledPackets leftOut) : IPesConsumer
{
    private const int Witnesses = 3; // whole frames of one configuration, each where the one before ends

    private const int MostBytes = (Witnesses + 1) * 8192; // an ADTS frame is shorter than 8 KiB

    private readonly List<PesUnit> _held = [];
    private PesAssembler? _assembler;
    private IPesConsumer? _track;
    private bool _isProven;
    private bool _isNone;

    /// <summary>How the map lists it.</summary>
    public PmtStream Entry => entry;

    /// <summary>Looks at the next packet; gives the stream type when it shows, else null.</summary>
    public int? Look(in TsPacket packet)
    {
        if (_assembler is not null)
        {
            _assembler.Push(packet);
            if (!_isNone)
            {
                return _isProven ? StreamType.Adts : null;
            }

            Forget();
        }

        int? type = PayloadShape.Of(packet);
        if (type != StreamType.Adts)
        {
            return type;
        }

        _assembler = new PesAssembler(this, before: null, leftOut);
        _assembler.Push(packet);
        if (_isNone)
        {
            Forget();
        }

        return _isProven ? type : null;
    }

    /// <summary>Hands what is held, and all that comes, to the track of the sound.</summary>
    /// <returns>What takes the packets of the stream from now on.</returns>
    public PesAssembler Become(IPesConsumer track)
    {
        _track = track;
        foreach (PesUnit unit in _held)
        {
            track.Accept(unit.Payload, unit.Pts, unit.Dts, unit.IsRandomAccess);
        }

        _held.Clear();
        return _assembler!;
    }

    /// <inheritdoc/>
    public void Accept(ReadOnlySpan<byte> payload, long? pts, long? dts, bool isRandomAccess)
    {
        if (_track is not null)
        {
            _track.Accept(payload, pts, dts, isRandomAccess);
            return;
        }

        _held.Add(new PesUnit(payload.ToArray(), pts, dts, isRandomAccess));
        if (!_isProven)
        {
            Weigh();
        }
    }

    /// <inheritdoc/>
    public void Lose()
    {
        _track?.Lose();
        _isNone |= _track is null;
    }

    /// <inheritdoc/>
    public void End() => _track?.End();

    // What came by chance may reach into what is real.
    private void Weigh()
    {
        while (_held.Count > 0)
        {
            bool? isAdts = IsAdts([.. _held.SelectMany(unit => unit.Payload).Take(MostBytes)]);
            if (isAdts != false)
            {
                _isProven = isAdts == true;
                return;
            }

            _held.RemoveAt(0);
        }

        _isNone = true;
    }

    // Null where there are too few bytes to tell.
    private static bool? IsAdts(ReadOnlySpan<byte> bytes)
    {
        AdtsHeader? first = null;
        for (int frames = 0; frames < Witnesses; frames++)
        {
            if (bytes.Length < AdtsHeader.ShortestLength)
            {
                return null;
            }

            if (!AdtsHeader.TryParse(bytes, out AdtsHeader header) || !AdtsConfiguration.AreAlike(first ??= header, header))
            {
                return false;
            }

            if (header.FrameLength > bytes.Length)
            {
                return null;
            }

            bytes = bytes[header.FrameLength..];
        }

        return true;
    }

    private void Forget()
    {
        _held.Clear();
        (_assembler, _isNone, _isProven) = (null, false, false);
    }
}
