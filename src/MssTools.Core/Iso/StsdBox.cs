using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>SampleDescriptionBox, in stbl (ISO/IEC 14496-12 8.5.2).</summary>
/// <param name="Entries">At least one description; samples name theirs by a number counted from 1.</param>
internal sealed record StsdBox(IReadOnlyList<SampleEntry> Entries)
{
    private const int MaxEntries = 1000;

    /// <summary>Reads the box's content.</summary>
    /// <exception cref="MssException">MalformedInput, or Unsupported: see <see cref="SampleEntry.Read"/>.</exception>
    public static StsdBox Read(BoxContent box)
    {
        const int EntryHeader = 8;
        ByteReader fields = box.Fields;
        byte version = FullBoxHeader.Read(ref fields).Version;
        int count = fields.ReadCount(EntryHeader);
        BoxContent list = box.From(fields.Position);
        BoxReader boxes = list.Children;
        var entries = new List<SampleEntry>();
        while (entries.Count < Math.Min(count, MaxEntries) && boxes.Read())
        {
            entries.Add(SampleEntry.Read(list.Slice(boxes), version));
        }

        return entries.Count == count && count > 0
            ? new StsdBox(entries)
            : throw fields.Malformed($"entry_count is {count}, {entries.Count} entries are taken");
    }
}
