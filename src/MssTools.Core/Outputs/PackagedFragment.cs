using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>A fragment as it will be stored: its place, its boxes, and its samples' bytes where they are.</summary>
/// <param name="Track">The track.</param>
/// <param name="Bitrate">Bit rate under which the manifest lists the track.</param>
/// <param name="Path">Where to store it, relative to the group's folder, with '/' between names.</param>
/// <param name="Time">Its place on the timeline, in 100 ns ticks.</param>
/// <param name="Header">The moof box and the header of the mdat box.</param>
/// <param name="Samples">The samples; their payloads follow the header in this order.</param>
/// <param name="Length">Size in bytes, header included.</param>
internal sealed record PackagedFragment(
    Track Track,
    long Bitrate,
    string Path,
    FragmentTime Time,
    ReadOnlyMemory<byte> Header,
    IReadOnlyList<Sample> Samples,
    long Length)
{
    /// <summary>True where it is kept for the next run, which publishes it.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Copies the whole fragment. Samples that stand side by side in their source are read together.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        Header.Span.CopyTo(destination);
        int done = Header.Length;
        Payload joined = default;
        foreach (Sample sample in Samples)
        {
            if (!joined.TryJoin(sample.Data, int.MaxValue, out Payload longer))
            {
                joined.CopyTo(destination[done..]);
                done += joined.Length;
                longer = sample.Data;
            }

            joined = longer;
        }

        joined.CopyTo(destination[done..]);
    }

    /// <summary>How many of the samples' bytes are held in memory until the fragment is stored.</summary>
    public long LengthInMemory => Samples.Sum(sample => (long)sample.Data.LengthInMemory);
}
