using System.Numerics;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Points;

/// <summary>A fragment that was received whole.</summary>
/// <param name="Track">The track of its POST.</param>
/// <param name="Runs">What its moof says of its samples; places count from the start of the moof.</param>
/// <param name="Data">Content of the mdat.</param>
/// <param name="DataOrigin">Where that stands, counted from the start of the moof.</param>
/// <param name="Time">Its place on the encoder's timeline, in 100 ns ticks.</param>
/// <param name="Length">Bytes of moof and mdat.</param>
/// <param name="Hash">Tells apart what has the same time.</param>
internal sealed record PointFragment(
    PostedTrack Track, IReadOnlyList<FragmentRun> Runs, ReadOnlyMemory<byte> Data, long DataOrigin, FragmentTime Time, int Length, ulong Hash)
{
    private const int MdatHeader = 8;

    /// <summary>Takes a fragment apart.</summary>
    /// <exception cref="PostRefusedException">It is broken, has no time, or is of no track that was described.</exception>
    public static PointFragment Read(PostedBox moof, PostedBox mdat, IReadOnlyList<PostedTrack> tracks)
    {
        try
        {
            (uint id, bool hasTime) = Look(moof);
            if (!hasTime)
            {
                throw PostRefusedException.Malformed("A fragment has no tfxd box, which tells its time.");
            }

            PostedTrack track = tracks.FirstOrDefault(t => t.TrackId == id)
                ?? throw PostRefusedException.Malformed($"A fragment is of track {id}, which the header does not describe, or describes as one that cannot be taken.");
            IReadOnlyList<FragmentRun> runs = track.Read(moof);
            return runs.Count == 0
                ? throw PostRefusedException.Malformed("A fragment has no samples.")
                : Check(new PointFragment(
                    track, runs, mdat.Bytes[MdatHeader..], moof.Bytes.Length + MdatHeader, TimeOf(track, runs), moof.Bytes.Length + mdat.Bytes.Length, HashOf(mdat.Bytes.Span)));
        }
        catch (MssException failure)
        {
            throw new PostRefusedException(400, failure);
        }
    }

    private static (uint Id, bool HasTime) Look(PostedBox moof)
    {
        (uint Id, bool HasTime)? found = null;
        BoxReader parts = moof.Content.Children;
        while (parts.Read())
        {
            if (parts.Type != BoxTypes.Traf)
            {
                continue;
            }

            if (found is not null)
            {
                throw PostRefusedException.Malformed("A moof has more than one traf; a Smooth fragment is of one track.");
            }

            found = (0, false);
            BoxReader boxes = parts.Children;
            while (boxes.Read())
            {
                found = boxes.Type == BoxTypes.Tfhd ? (TfhdBox.Read(boxes.Fields).TrackId, found.Value.HasTime)
                    : boxes.Type == BoxTypes.Tfdt || boxes.ExtendedType == TfxdBox.ExtendedType ? (found.Value.Id, true)
                    : found;
            }
        }

        return found ?? throw PostRefusedException.Malformed("A moof has no traf.");
    }

    private static FragmentTime TimeOf(PostedTrack track, IReadOnlyList<FragmentRun> runs)
    {
        long timescale = track.Description.Media.Timescale;
        long start = Timescale.Rescale(runs[0].DecodeTime, timescale, Timescale.Ticks);
        return new FragmentTime(start, Timescale.Rescale(runs[^1].EndTime(), timescale, Timescale.Ticks) - start);
    }

    // The samples must be in the mdat, all of them, each in its own place: what is read of it is no more than what came.
    private static PointFragment Check(PointFragment fragment)
    {
        long total = 0;
        foreach (FragmentRun run in fragment.Runs)
        {
            foreach (SampleDescriptor sample in run.Samples())
            {
                long start = sample.Offset - fragment.DataOrigin;
                total += sample.Size;
                if (start < 0 || start + sample.Size > fragment.Data.Length || total > fragment.Data.Length)
                {
                    throw PostRefusedException.Malformed(
                        $"A sample of {sample.Size} bytes at {start} has no place of its own in the {fragment.Data.Length} bytes of its mdat.");
                }
            }
        }

        return fragment;
    }

    // FNV-1a, eight bytes at a time: for telling apart, not for proof.
    private static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 1099511628211, 29);
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte rest in bytes)
        {
            hash = (hash ^ rest) * 1099511628211;
        }

        return hash;
    }
}
