using System.Buffers.Binary;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Finds out how far a fragment can be trusted whose boxes do not lead to the next one. Bytes are missing somewhere within
/// it, and all behind them stands elsewhere: NAL units whose lengths do not add up show the first picture behind.
/// </summary>
internal static class DamagedFragment
{
    private const int MostUnits = 10_000; // in a picture; zeros look like units without content

    /// <summary>Reads bytes of the input that stand at a place; fewer where there are no more.</summary>
    internal delegate int ReadAt(Span<byte> destination, long offset);

    /// <summary>Where to end: samples that reach beyond are not what they should be.</summary>
    /// <param name="read">Reads the input.</param>
    /// <param name="movie">Its moov.</param>
    /// <param name="runs">The fragment's runs.</param>
    /// <param name="next">Where the next fragment was found, or the file ends.</param>
    /// <param name="expected">Where it should be.</param>
    public static long TrustedEnd(ReadAt read, Movie movie, IReadOnlyList<FragmentRun> runs, long next, long expected)
    {
        // Only walked, and no further than the data reach: the number of samples may be a lie.
        IEnumerable<(SampleDescriptor Sample, int LengthSize)> pictures = runs
            .OrderBy(run => run.Offset)
            .Select(run => (Run: run, Track: movie.Tracks.First(track => track.Id == run.TrackId)))
            .Where(pair => pair.Track.Kind == MediaKind.Video)
            .SelectMany(pair => pair.Run.Samples().Select(sample => (sample, pair.Track.Entries[0].Avc!.NalLengthSize)));
        long previous = runs.Count > 0 ? runs.Min(run => run.Offset) : next;
        foreach ((SampleDescriptor picture, int lengthSize) in pictures)
        {
            if (picture.Offset + picture.Size > next || !AddsUp(read, picture, lengthSize))
            {
                return previous; // the picture before may miss its end
            }

            previous = picture.Offset;
        }

        return next >= expected ? expected : previous;
    }

    private static bool AddsUp(ReadAt read, in SampleDescriptor sample, int lengthSize)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        long end = sample.Offset + sample.Size;
        long at = sample.Offset;
        for (int units = 0; at <= end - lengthSize && units < MostUnits; units++)
        {
            length.Clear();
            if (at < 0 || read(length[^lengthSize..], at) < lengthSize)
            {
                return false;
            }

            at += lengthSize + BinaryPrimitives.ReadUInt32BigEndian(length);
        }

        length.Clear();
        bool isPadded = end - at > 0 && end - at < lengthSize && read(length[..(int)(end - at)], at) == end - at;
        return at == end || (isPadded && length.IndexOfAnyExcept((byte)0) < 0);
    }
}
