using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>One trun of a fragment (ISO/IEC 14496-12 8.8.8), with all that its rows leave to others.</summary>
/// <param name="TrackId">The track.</param>
/// <param name="Trun">The box; its rows are read as samples are taken.</param>
/// <param name="DecodeTime">DTS of the first sample on the presentation's timeline.</param>
/// <param name="Offset">Where the bytes of the first sample start.</param>
/// <param name="Defaults">What applies to rows that do not say it themselves.</param>
internal sealed record FragmentRun(uint TrackId, BoxContent Trun, long DecodeTime, long Offset, TrexBox Defaults)
{
    /// <summary>Most samples in one run: half a week of AAC.</summary>
    public const int MaxSamples = 1 << 24;

    private const int BatchSize = 128;

    /// <summary>Bytes of a run whose rows have no fields, so that their number is only a claim; else zero.</summary>
    public long ClaimedBytes
    {
        get
        {
            var rows = new TrunBox.Rows(Trun.Fields, MaxSamples);
            return rows.HasFields ? 0 : (long)rows.Count * Defaults.DefaultSampleSize;
        }
    }

    /// <summary>Where the last sample ends; walks the run.</summary>
    public long EndTime()
    {
        long time = DecodeTime;
        var rows = new TrunBox.Rows(Trun.Fields, MaxSamples);
        if (!rows.HasFields)
        {
            return time + (long)rows.Count * Defaults.DefaultSampleDuration;
        }

        while (rows.Read())
        {
            time += rows.Current.Duration ?? Defaults.DefaultSampleDuration;
        }

        return time;
    }

    /// <summary>The samples of the run.</summary>
    public IEnumerable<SampleDescriptor> Samples()
    {
        var batch = new List<SampleDescriptor>();
        for (int done = 0; ReadBatch(batch, done); done += batch.Count)
        {
            foreach (SampleDescriptor sample in batch)
            {
                yield return sample;
            }
        }
    }

    // A reader of rows cannot outlive a call, so rows are read some at a time.
    private bool ReadBatch(List<SampleDescriptor> batch, int done)
    {
        (long time, long offset) = batch.Count > 0 ? (batch[^1].EndTime, batch[^1].Offset + batch[^1].Size) : (DecodeTime, Offset);
        batch.Clear();
        var rows = new TrunBox.Rows(Trun.Fields, MaxSamples);
        rows.Skip(done);
        while (batch.Count < BatchSize && rows.Read())
        {
            TrunBox.Row row = rows.Current;
            var sample = new SampleDescriptor(
                time,
                row.Duration ?? Defaults.DefaultSampleDuration,
                row.CompositionTimeOffset,
                ((row.Flags ?? Defaults.DefaultSampleFlags) & SampleFlags.IsNonSync) == 0,
                offset,
                row.Size ?? Defaults.DefaultSampleSize,
                Defaults.DefaultSampleDescriptionIndex,
                done + batch.Count + 1);
            batch.Add(sample);
            time = sample.EndTime;
            offset += sample.Size;
        }

        return batch.Count > 0;
    }
}
