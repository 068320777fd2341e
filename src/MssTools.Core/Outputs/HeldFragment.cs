using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs;

/// <summary>
/// A fragment that an earlier run made and did not publish, because it was suspended before the successors were known that the fragment has to
/// announce: the next run announces its own in it, and publishes it first.
/// </summary>
/// <param name="Path">Where it will be stored, relative to the group's place.</param>
/// <param name="Time">Its place on the timeline, in 100 ns ticks.</param>
/// <param name="Open">Reads it.</param>
internal sealed record HeldFragment(string Path, FragmentTime Time, Func<StoredFragment> Open)
{
    /// <summary>Reads when one plays; null: it is gone, or damaged.</summary>
    /// <param name="path">Where it is kept.</param>
    /// <param name="timeScale">Ticks per second of its boxes.</param>
    /// <param name="open">Opens it; null: it is gone.</param>
    public static HeldFragment? Find(string path, int timeScale, Func<string, StoredFragment?> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        try
        {
            StoredFragment? stored = open(path);
            using IStoredBytes? bytes = stored?.Bytes;
            return stored?.Place is { FragmentAbsoluteTime: <= long.MaxValue } place
                ? new HeldFragment(GroupLayout.PathOfHeld(path)!, TimeOf(place, timeScale), () => open(path) ?? throw new IOException($"'{path}' is gone."))
                : null;
        }
        catch (Exception failure) when (failure is MssException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Its samples, as they were cut; their bytes are in memory.</summary>
    /// <param name="track">The track, as it goes on.</param>
    /// <param name="timeScale">Ticks per second of its boxes.</param>
    /// <exception cref="MssException">MalformedInput: it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SampleRun ToRun(Track track, int timeScale)
    {
        StoredFragment stored = Open();
        using (stored.Bytes)
        {
            var samples = new List<Sample>(stored.Samples.Count);
            long time = Timescale.Rescale(Time.Time, Timescale.Ticks, timeScale);
            foreach (StoredSample sample in stored.Samples)
            {
                if (sample.Size > stored.Bytes.Length)
                {
                    throw new MssException(MssError.MalformedInput, $"'{stored.Bytes.Name}' has a sample of {sample.Size} bytes.");
                }

                byte[] data = GC.AllocateUninitializedArray<byte>(checked((int)sample.Size));
                stored.Bytes.Read(sample.Offset, data);
                long next = time + (sample.Duration ?? 0);
                long start = Ticks(time);
                samples.Add(new Sample(
                    track,
                    start,
                    Ticks(next) - start,
                    Ticks(time + sample.CompositionTimeOffset) - start,
                    track.Kind == MediaKind.Audio || (stored.FlagsOf(sample) & SampleFlags.IsNonSync) == 0,
                    new Payload(data)));
                time = next;
            }

            return new SampleRun(track, Time.Time, Time.Duration, samples);
        }

        long Ticks(long value) => Timescale.Rescale(value, timeScale, Timescale.Ticks);
    }

    private static FragmentTime TimeOf(TfxdBox place, int timeScale)
    {
        long start = Timescale.Rescale((long)place.FragmentAbsoluteTime, timeScale, Timescale.Ticks);
        return new FragmentTime(start, Timescale.Rescale((long)(place.FragmentAbsoluteTime + place.FragmentDuration), timeScale, Timescale.Ticks) - start);
    }
}
