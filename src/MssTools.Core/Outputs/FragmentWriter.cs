using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>
/// Writes the boxes of a Smooth Streaming fragment ([MS-SSTR] 2.2.4): moof with mfhd and one traf of tfhd, trun, tfxd
/// and, where successors are known, tfrf; then the header of mdat.
/// </summary>
/// <param name="layout">Names the fragment and gives its timescale.</param>
internal sealed class FragmentWriter(GroupLayout layout)
{
    /// <summary>Every stored fragment is a presentation of one track, so the track is always number one.</summary>
    private const uint OnlyTrack = 1;

    private const int MdatHeader = 8;
    private const int BytesPerRow = 16;
    private const int BytesAroundRows = 512;

    /// <summary>Makes the stored form of a fragment. The payloads are not touched.</summary>
    /// <exception cref="MssException">Unsupported: the fragment or a sample is too long for 32-bit fields.</exception>
    public PackagedFragment Write(Fragment fragment, long bitrate)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        SampleRun run = fragment.Run;
        ReadOnlyMemory<byte> header = WriteHeader(fragment, OnlyTrack, offset: 0, out long length);
        string path = layout.PathOf(run.Track.Content, bitrate, run.Time);
        return new PackagedFragment(
            run.Track,
            bitrate,
            fragment.IsHeld ? GroupLayout.HeldPathOf(path) : path,
            new FragmentTime(run.Time, run.Duration),
            header,
            run.Samples,
            length)
        {
            IsHeld = fragment.IsHeld,
        };
    }

    /// <summary>Makes the moof of a fragment and the header of its mdat.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="trackId">Number of its track.</param>
    /// <param name="offset">Added to the times that it states, in 100 ns ticks.</param>
    /// <param name="length">Size of moof and mdat in bytes.</param>
    /// <exception cref="MssException">Unsupported: the fragment or a sample is too long for 32-bit fields.</exception>
    public ReadOnlyMemory<byte> WriteHeader(Fragment fragment, uint trackId, long offset, out long length)
    {
        SampleRun run = fragment.Run;
        long payload = 0;
        foreach (Sample sample in run.Samples)
        {
            payload += sample.Data.Length;
        }

        var writer = new BoxWriter(BytesAroundRows + run.Samples.Count * BytesPerRow);
        try
        {
            WriteMoof(writer, fragment, trackId, offset);
            writer.WriteUInt32(checked((uint)(payload + MdatHeader)));
        }
        catch (OverflowException failure)
        {
            throw new MssException(
                MssError.Unsupported,
                $"The {run.Track.Kind} fragment at {TimeSpan.FromTicks(run.Time)} has {payload} bytes in {TimeSpan.FromTicks(run.Duration)}; "
                + "its sizes and times must fit 32 bits.",
                "Choose a smaller ChunkLength, or encode with more frequent IDR frames.",
                failure);
        }

        writer.WriteUInt32(BoxTypes.Mdat.Value);
        length = writer.Length + payload;
        return writer.Written;
    }

    private void WriteMoof(BoxWriter writer, Fragment fragment, uint trackId, long offset)
    {
        SampleRun run = fragment.Run;
        bool isVideo = run.Track.Kind == MediaKind.Video;
        int dataOffsetPlace;
        using (writer.Box(BoxTypes.Moof))
        {
            new MfhdBox(fragment.Sequence).Write(writer);
            using (writer.Box(BoxTypes.Traf))
            {
                new TfhdBox(trackId, DefaultSampleFlags: isVideo ? 0 : SampleFlags.Sync).Write(writer);
                bool signed = isVideo && HasNegativeOffset(run.Samples);
                using (TrunBox.Open(writer, isVideo, signed, run.Samples.Count, out dataOffsetPlace))
                {
                    WriteRows(writer, run, isVideo);
                }

                ToTfxd(new FragmentTime(run.Time + offset, run.Duration)).Write(writer);
                if (fragment.Successors.Count > 0)
                {
                    new TfrfBox([.. fragment.Successors.Select(ToTfxd)]).Write(writer);
                }
            }
        }

        writer.Patch(dataOffsetPlace, (uint)(writer.Length + MdatHeader));
    }

    private void WriteRows(BoxWriter writer, SampleRun run, bool isVideo)
    {
        long start = layout.ToTimeScale(run.Time);
        long last = layout.ToTimeScale(run.Time + run.Duration);
        for (int i = 0; i < run.Samples.Count; i++)
        {
            Sample sample = run.Samples[i];

            // The first sample starts where the fragment starts, at most half a millisecond from its own time.
            long end = i + 1 < run.Samples.Count ? Math.Clamp(layout.ToTimeScale(run.Samples[i + 1].DecodeTime), start, last) : last;
            uint duration = checked((uint)(end - start));
            uint size = (uint)sample.Data.Length;
            if (isVideo)
            {
                long offset = layout.ToTimeScale(sample.DecodeTime + sample.CompositionOffset) - start;
                offset = sample.CompositionOffset >= 0 ? Math.Max(offset, 0) : offset;
                uint flags = sample.IsSync ? SampleFlags.Sync : SampleFlags.NonSync;
                TrunBox.WriteVideoRow(writer, duration, size, flags, checked((int)offset));
            }
            else
            {
                TrunBox.WriteAudioRow(writer, duration, size);
            }

            start = end;
        }
    }

    private static bool HasNegativeOffset(IReadOnlyList<Sample> samples)
    {
        foreach (Sample sample in samples)
        {
            if (sample.CompositionOffset < 0)
            {
                return true;
            }
        }

        return false;
    }

    private TfxdBox ToTfxd(FragmentTime time)
    {
        long start = layout.ToTimeScale(time.Time);
        return new TfxdBox((ulong)start, (ulong)(layout.ToTimeScale(time.End) - start));
    }
}
