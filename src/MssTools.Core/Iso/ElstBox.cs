using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>EditListBox, in edts (ISO/IEC 14496-12 8.6.6).</summary>
/// <param name="Edits">The edits in the order of presentation.</param>
internal sealed record ElstBox(IReadOnlyList<ElstBox.Edit> Edits)
{
    /// <summary>Most edits that are taken; every one costs a walk through the sample table.</summary>
    public const int MaxEdits = 1000;

    /// <summary>One edit.</summary>
    /// <param name="SegmentDuration">Ticks of the movie's timescale; zero: to the end of the media.</param>
    /// <param name="MediaTime">Where it starts in the media, in the track's ticks; −1 for an empty edit.</param>
    internal readonly record struct Edit(ulong SegmentDuration, long MediaTime)
    {
        /// <summary>True where the edit shows none of the media's time.</summary>
        public bool IsEmpty => MediaTime == -1;
    }

    /// <summary>Reads the box's content.</summary>
    public static ElstBox Read(ByteReader fields)
    {
        bool wide = FullBoxHeader.Read(ref fields).Version == 1;
        int count = fields.ReadCount(wide ? 20 : 12);
        if (count > MaxEdits)
        {
            throw new MssException(
                MssError.Unsupported, $"The edit list has {count} edits; at most {MaxEdits} are taken.");
        }

        var edits = new Edit[count];
        for (int i = 0; i < count; i++)
        {
            ulong duration = wide ? fields.ReadUInt64() : fields.ReadUInt32();
            long mediaTime = wide ? fields.ReadInt64() : fields.ReadInt32();
            fields.Skip(4); // media_rate: encoders write 0 as well as 1, players play at 1
            edits[i] = new Edit(duration, mediaTime);
            if (mediaTime < -1)
            {
                throw fields.Malformed($"media_time is {mediaTime}");
            }
        }

        return new ElstBox(edits);
    }
}
