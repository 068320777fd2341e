using MssTools.Core.Iso;
using MssTools.Core.Stored;

namespace MssTools.Core.Exports;

/// <summary>The samples of a track of a plain MP4, as its tables in stbl tell them (ISO/IEC 14496-12 8.6, 8.7). A fragment is a chunk.</summary>
/// <param name="name">The track, for messages.</param>
internal sealed class SampleTables(string name)
{
    private readonly List<long> _times = [];
    private readonly List<int> _offsets = [];
    private readonly List<uint> _sizes = [];
    private readonly List<uint> _syncs = [];
    private readonly List<(long Place, int Count)> _chunks = [];
    private long _firstShown = long.MaxValue;
    private long _end;

    /// <summary>When the first sample is decoded, in ticks of the file.</summary>
    public long Start => _times[0];

    /// <summary>When the first sample is shown; what would be before the first decode time no edit can name.</summary>
    public long FirstShown => Math.Max(_firstShown, Start);

    /// <summary>When the last sample has been shown.</summary>
    public long LastShown { get; private set; }

    /// <summary>From the first sample's decode time to the end of the last one.</summary>
    public long Duration => _end - Start;

    /// <summary>Takes the samples of the next fragment.</summary>
    /// <param name="fragment">The fragment, of one track and one run.</param>
    /// <param name="time">When its first sample is decoded.</param>
    /// <param name="place">Where its samples will be, from the first byte of media on.</param>
    /// <param name="length">How many bytes they may have.</param>
    /// <exception cref="MssException">MalformedInput: its samples are not in its mdat; Unsupported: it lies too far behind the last one.</exception>
    public void Add(StoredFragment fragment, long time, long place, int length)
    {
        if (fragment.Samples.Count == 0)
        {
            throw new MssException(MssError.MalformedInput, $"'{fragment.Bytes.Name}' has no samples.");
        }

        long total = 0;
        long next = _times.Count > 0 ? Math.Max(time, _times[^1] + 1) : time; // a table cannot go back
        if (_times.Count > 0 && next - _times[^1] > uint.MaxValue)
        {
            throw new MssException(
                MssError.Unsupported,
                $"{name} has a gap behind {_times[^1]} ticks that is longer than an MP4 can tell.",
                "Export what lies before and behind it by itself, with -From and -To.");
        }

        _chunks.Add((place, fragment.Samples.Count));
        foreach (StoredSample sample in fragment.Samples)
        {
            uint duration = sample.Duration ?? 0;
            _times.Add(next);
            _offsets.Add(sample.CompositionTimeOffset);
            _sizes.Add(sample.Size);
            if (((fragment.FlagsOf(sample) ?? 0) & SampleFlags.IsNonSync) == 0)
            {
                _syncs.Add((uint)_times.Count);
            }

            _firstShown = Math.Min(_firstShown, next + sample.CompositionTimeOffset);
            LastShown = Math.Max(LastShown, next + sample.CompositionTimeOffset + duration);
            next += duration;
            total += sample.Size;
        }

        _end = Math.Max(next, _times[^1]);
        if (total > length)
        {
            throw new MssException(MssError.MalformedInput, $"'{fragment.Bytes.Name}' is no fragment of this module: its samples leave its mdat.");
        }
    }

    /// <summary>Writes what follows stsd in stbl.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="media">Where the first byte of media is in the file.</param>
    /// <param name="isWide">Places have 64 bits.</param>
    public void Write(BoxWriter writer, long media, bool isWide)
    {
        WriteRuns(writer, BoxTypes.Stts, version: 0, Durations());
        if (_offsets.Exists(offset => offset != 0))
        {
            WriteRuns(writer, BoxTypes.Ctts, _offsets.Exists(offset => offset < 0) ? (byte)1 : (byte)0, _offsets.Select(o => unchecked((uint)o)));
        }

        if (_syncs.Count < _times.Count)
        {
            WriteList(writer, BoxTypes.Stss, _syncs);
        }

        WriteChunks(writer);
        using (writer.FullBox(BoxTypes.Stsz, version: 0, flags: 0))
        {
            writer.WriteUInt32(0); // sizes differ
            writer.WriteUInt32((uint)_sizes.Count);
            _sizes.ForEach(writer.WriteUInt32);
        }

        using (writer.FullBox(isWide ? BoxTypes.Co64 : BoxTypes.Stco, version: 0, flags: 0))
        {
            writer.WriteUInt32((uint)_chunks.Count);
            foreach ((long place, _) in _chunks)
            {
                if (isWide)
                {
                    writer.WriteUInt64((ulong)(media + place));
                }
                else
                {
                    writer.WriteUInt32((uint)(media + place));
                }
            }
        }
    }

    private IEnumerable<uint> Durations() => _times.Select((time, i) => (uint)((i + 1 < _times.Count ? _times[i + 1] : _end) - time));

    private void WriteChunks(BoxWriter writer)
    {
        using (writer.FullBox(BoxTypes.Stsc, version: 0, flags: 0))
        {
            int count = writer.WritePlaceholder();
            uint entries = 0;
            for (int i = 0; i < _chunks.Count; i++)
            {
                if (i == 0 || _chunks[i].Count != _chunks[i - 1].Count)
                {
                    writer.WriteUInt32((uint)i + 1);
                    writer.WriteUInt32((uint)_chunks[i].Count);
                    writer.WriteUInt32(1); // sample_description_index
                    entries++;
                }
            }

            writer.Patch(count, entries);
        }
    }

    private static void WriteList(BoxWriter writer, FourCC type, List<uint> values)
    {
        using (writer.FullBox(type, version: 0, flags: 0))
        {
            writer.WriteUInt32((uint)values.Count);
            values.ForEach(writer.WriteUInt32);
        }
    }

    private static void WriteRuns(BoxWriter writer, FourCC type, byte version, IEnumerable<uint> values)
    {
        using (writer.FullBox(type, version, flags: 0))
        {
            int place = writer.WritePlaceholder();
            uint entries = 0;
            uint count = 0;
            uint last = 0;
            foreach (uint value in values)
            {
                if (count > 0 && value != last)
                {
                    WriteRun(writer, count, last);
                    entries++;
                    count = 0;
                }

                (last, count) = (value, count + 1);
            }

            WriteRun(writer, count, last);
            writer.Patch(place, entries + 1);
        }
    }

    private static void WriteRun(BoxWriter writer, uint count, uint value)
    {
        writer.WriteUInt32(count);
        writer.WriteUInt32(value);
    }
}
