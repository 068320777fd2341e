using MssTools.Core.Iso;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Clips;

/// <summary>
/// A fragment of ours that is open: its bytes stay readable where its packager deletes it meanwhile. What the clip changes of it is
/// its moof.
/// </summary>
internal sealed class OpenFragment : IStoredBytes
{
    private const int MdatHeader = 8;
    private const int HeaderTrack = 12; // of a tfhd, behind size, type, version and flags

    private readonly IStoredBytes _bytes;
    private readonly Func<long, int, Payload> _range;

    private OpenFragment(IStoredBytes bytes, Func<long, int, Payload> range)
    {
        (_bytes, _range) = (bytes, range);
        Fragment = StoredFragment.Read(this);
    }

    /// <inheritdoc/>
    public string Name => _bytes.Name;

    /// <inheritdoc/>
    public long Length => _bytes.Length;

    /// <summary>Its boxes.</summary>
    public StoredFragment Fragment { get; }

    /// <summary>The samples' bytes.</summary>
    public Payload Data => _range(Fragment.Mdat!.Value.Offset + Fragment.Mdat.Value.Header, (int)(Fragment.Mdat.Value.Size - Fragment.Mdat.Value.Header));

    /// <summary>The moof and the header of the mdat as they stand.</summary>
    public byte[] Header
    {
        get
        {
            byte[] header = new byte[Fragment.Mdat!.Value.Offset + Fragment.Mdat.Value.Header];
            Read(0, header);
            return header;
        }
    }

    /// <summary>Opens a fragment and checks that it is one of ours.</summary>
    /// <param name="bytes">Its bytes, which are closed with it.</param>
    /// <param name="range">Some of them, as media: from an offset on, so many.</param>
    /// <param name="time">The start that the manifest lists, in ticks of names and boxes.</param>
    /// <exception cref="MssException">MalformedInput: it is none, or says another time; SourceFailed.</exception>
    public static OpenFragment Open(IStoredBytes bytes, Func<long, int, Payload> range, long time)
    {
        try
        {
            var fragment = new OpenFragment(bytes, range);
            fragment.RefuseForeign(time);
            return fragment;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer) => _bytes.Read(offset, buffer);

    /// <summary>The moof with another time, number and successors, and the header of the mdat.</summary>
    /// <param name="time">The new start, in ticks of the boxes.</param>
    /// <param name="sequence">The new number of the fragment.</param>
    /// <param name="next">What it announces; empty: nothing.</param>
    /// <param name="track">The new number of its track; null: it stays.</param>
    public byte[] HeaderAt(long time, uint sequence, IReadOnlyList<TfxdBox> next, uint? track = null)
    {
        var writer = new BoxWriter((int)Fragment.Moof.Size + MdatHeader);
        MoofCopy.Write(writer, Fragment, (BoxWriter moof, in BoxReader box) => Replace(moof, box, time, sequence, next, track));
        writer.WriteUInt32((uint)(Data.Length + MdatHeader));
        writer.WriteUInt32(BoxTypes.Mdat.Value);
        return writer.Written.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private bool Replace(BoxWriter writer, in BoxReader box, long time, uint sequence, IReadOnlyList<TfxdBox> next, uint? track)
    {
        if (box.Type == BoxTypes.Mfhd)
        {
            new MfhdBox(sequence).Write(writer);
        }
        else if (box.Type == BoxTypes.Tfhd && track is { } number)
        {
            int start = writer.Length;
            writer.WriteCopy(box);
            writer.Patch(start + HeaderTrack, number);
        }
        else if (box.ExtendedType == TfxdBox.ExtendedType)
        {
            new TfxdBox((ulong)time, Fragment.Place!.Value.FragmentDuration).Write(writer);
        }
        else if (box.ExtendedType != TfrfBox.ExtendedType)
        {
            return false;
        }
        else if (next.Count > 0)
        {
            new TfrfBox(next).Write(writer);
        }

        return true;
    }

    // One that others wrote or changed may say its times and places in boxes that we do not move.
    private void RefuseForeign(long time)
    {
        StoredFragment f = Fragment;
        string? reason =
            f.Boxes is not [{ } moof, { } mdat] || moof.Type != BoxTypes.Moof || mdat.Type != BoxTypes.Mdat ? "it is not one moof and one mdat"
            : f.Tracks != 1 || f.Runs != 1 || f.SequenceNumber is null ? "its moof is not of one track with one run"
            : f.Header?.BaseDataOffset is not null || f.DataOffset != mdat.Offset + mdat.Header ? "its samples do not begin with its mdat"
            : f.DecodeTime is not null ? "it has a tfdt"
            : f.Place?.FragmentAbsoluteTime != (ulong)time ? $"its tfxd says {f.Place?.FragmentAbsoluteTime} and its manifest {time}"
            : null;
        if (reason is not null)
        {
            throw new MssException(MssError.MalformedInput, $"'{Name}' is no fragment of this module: {reason}.", "Look at the group with Get-MSSFinding.");
        }
    }
}
