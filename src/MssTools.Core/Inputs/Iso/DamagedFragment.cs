using System.Buffers.Binary;
using MssTools.Core.Iso;

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

    /// <summary>
    /// Which samples can be trusted. Where the pictures behind the damage add up that many bytes further on as are missing up
    /// to the next fragment, nothing else is missing behind it, so all samples there are known to have moved alike, sound too.
    /// </summary>
    /// <param name="read">Reads the input.</param>
    /// <param name="movie">Its moov.</param>
    /// <param name="runs">The fragment's runs.</param>
    /// <param name="next">Where the next fragment was found, or the file ends.</param>
    /// <param name="place">Where boxes are lost; null where the data just end early.</param>
    /// <param name="stated">Where the fragment's data end as their box says.</param>
    public static TrustedData Of(ReadAt read, Movie movie, IReadOnlyList<FragmentRun> runs, long next, long? place, long stated)
    {
        long shift = next - stated;
        long? previous = null;
        long? end = null;
        long? resume = null;
        bool isStill = false; // a picture behind the damage is where it should be
        foreach ((SampleDescriptor picture, int lengthSize) in Pictures(movie, runs))
        {
            bool isWithin = picture.Offset + picture.Size <= next;
            if (end is null && !isWithin && place is null)
            {
                return new TrustedData(next); // the data are cut off
            }

            if (end is null && isWithin && AddsUp(read, picture, lengthSize, mayBeEmpty: true))
            {
                previous = picture.Offset;
                continue;
            }

            end ??= previous ?? Start(); // the picture before may miss its end
            isStill |= place is null && isWithin && AddsUp(read, picture, lengthSize, mayBeEmpty: false);
            if (picture.Offset + picture.Size + shift > next)
            {
                resume = null;
                break;
            }

            bool isMoved = AddsUp(read, picture with { Offset = picture.Offset + shift }, lengthSize, mayBeEmpty: false);
            resume = isMoved ? resume ?? picture.Offset : null;
        }

        if (end is null)
        {
            return new TrustedData(place is { } lost && next < lost ? previous ?? Start() : place ?? next);
        }

        if (shift <= 0 && resume is { } from)
        {
            return new TrustedData(end.Value, from, shift);
        }

        // Of data that just end early, pictures are damaged but not moved, or all are built otherwise than announced: who
        // makes samples of them sees that.
        bool isCutOnly = place is null && (isStill || previous is null);
        return new TrustedData(isCutOnly ? next : end.Value);

        long Start() => runs.Count > 0 ? runs.Min(run => run.Offset) : next;
    }

    /// <summary>Whether all pictures are where the fragment says, by their NAL units.</summary>
    public static bool Fits(ReadAt read, Movie movie, IReadOnlyList<FragmentRun> runs) =>
        Pictures(movie, runs).All(picture => AddsUp(read, picture.Sample, picture.LengthSize, mayBeEmpty: true));

    /// <summary>Whether any picture is where the fragment says.</summary>
    public static bool FitsInPart(ReadAt read, Movie movie, IReadOnlyList<FragmentRun> runs) =>
        Pictures(movie, runs).Any(picture => AddsUp(read, picture.Sample, picture.LengthSize, mayBeEmpty: false));

    // Only to be walked as far as the data reach: the number of samples may be a lie.
    private static IEnumerable<(SampleDescriptor Sample, int LengthSize)> Pictures(Movie movie, IReadOnlyList<FragmentRun> runs) => runs
        .OrderBy(run => run.Offset)
        .Select(run => (Run: run, Track: movie.Tracks.First(track => track.Id == run.TrackId)))
        .Where(pair => pair.Track.Entries[0].Header.UnitLengthSize is not null)
        .SelectMany(pair => pair.Run.Samples().Select(sample => (sample, pair.Track.Entries[0].Header.UnitLengthSize!.Value)));

    private static bool AddsUp(ReadAt read, in SampleDescriptor sample, int lengthSize, bool mayBeEmpty)
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

            uint size = BinaryPrimitives.ReadUInt32BigEndian(length);
            if (size == 0 && !mayBeEmpty)
            {
                return false; // zeros prove nothing
            }

            at += lengthSize + size;
        }

        length.Clear();
        bool isPadded = end - at > 0 && end - at < lengthSize && read(length[..(int)(end - at)], at) == end - at;
        return at == end || (isPadded && length.IndexOfAnyExcept((byte)0) < 0);
    }
}
