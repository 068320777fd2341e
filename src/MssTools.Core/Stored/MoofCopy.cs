using MssTools.Core.Iso;

namespace MssTools.Core.Stored;

/// <summary>Copies the moof of a stored fragment box by box, with something else in the place of some boxes.</summary>
internal static class MoofCopy
{
    private const int RunDataOffset = 16; // in a trun, behind size, type, version and flags, sample_count
    private const int RunHead = 8; // version and flags, sample_count
    private const int MdatHeader = 8;

    /// <summary>Writes what stands in the place of a box of the moof or of its traf, which may be nothing.</summary>
    /// <returns>False where the box is to be copied.</returns>
    public delegate bool Replacement(BoxWriter writer, in BoxReader box);

    /// <summary>
    /// Writes the moof for an mdat that is written next. A trun that is copied finds its samples at their place in the fragment's own mdat;
    /// one that is replaced from the first byte on.
    /// </summary>
    /// <exception cref="MssException">MalformedInput: no trun was written, or the samples of one are not in the mdat.</exception>
    public static void Write(BoxWriter writer, StoredFragment fragment, Replacement replace)
    {
        int begin = writer.Length;
        List<(int At, long Place)> offsets = [];
        using (writer.Box(BoxTypes.Moof))
        {
            var outer = new BoxReader(fragment.MoofBytes.Span, "fragment");
            outer.Read();
            BoxReader boxes = outer.Children;
            while (boxes.Read())
            {
                if (boxes.Type != BoxTypes.Traf)
                {
                    Write(writer, boxes, replace);
                    continue;
                }

                using (writer.Box(BoxTypes.Traf))
                {
                    WriteTrack(writer, fragment, boxes.Children, replace, offsets);
                }
            }
        }

        if (offsets.Count == 0)
        {
            throw new MssException(MssError.MalformedInput, $"'{fragment.Bytes.Name}' is no fragment: it has no trun.");
        }

        foreach ((int at, long place) in offsets)
        {
            writer.Patch(at, (uint)(writer.Length - begin + MdatHeader + place));
        }
    }

    private static void WriteTrack(BoxWriter writer, StoredFragment fragment, BoxReader boxes, Replacement replace, List<(int At, long Place)> offsets)
    {
        int sample = 0;
        while (boxes.Read())
        {
            int start = writer.Length;
            if (boxes.Type != BoxTypes.Trun)
            {
                Write(writer, boxes, replace);
                continue;
            }

            var run = new TrunBox.Rows(boxes.Fields, int.MaxValue);
            long place = 0;
            if (!replace(writer, boxes))
            {
                CopyRun(writer, boxes, run.DataOffset is not null);
                place = run.Count == 0 ? 0 : PlaceOf(fragment, sample, run.Count);
            }

            if (writer.Length > start)
            {
                offsets.Add((start + RunDataOffset, place));
            }

            sample += run.Count;
        }
    }

    private static void CopyRun(BoxWriter writer, in BoxReader trun, bool hasDataOffset)
    {
        if (hasDataOffset)
        {
            writer.WriteCopy(trun);
            return;
        }

        using (writer.Box(BoxTypes.Trun))
        {
            writer.WriteBytes(trun.Content[..3]);
            writer.WriteByte((byte)(trun.Content[3] | TrunBox.DataOffsetPresent));
            writer.WriteBytes(trun.Content[4..RunHead]);
            writer.WriteUInt32(0);
            writer.WriteBytes(trun.Content[RunHead..]);
        }
    }

    // Where a run's samples begin in the content of the mdat.
    private static long PlaceOf(StoredFragment fragment, int first, int count)
    {
        StoredSample begin = fragment.Samples[first];
        StoredSample last = fragment.Samples[first + count - 1];
        return fragment.Mdat is { } mdat && begin.Offset >= mdat.Offset + mdat.Header && last.Offset + last.Size <= mdat.End
            ? begin.Offset - mdat.Offset - mdat.Header
            : throw new MssException(MssError.MalformedInput, $"'{fragment.Bytes.Name}' is no fragment: its samples are not in its mdat.");
    }

    private static void Write(BoxWriter writer, in BoxReader box, Replacement replace)
    {
        if (!replace(writer, box))
        {
            writer.WriteCopy(box);
        }
    }
}
