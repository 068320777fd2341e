using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>The index at the end of a fragmented file, mfra, which leads to its last fragments.</summary>
internal static class FragmentIndex
{
    private const int MaxIndexSize = 16 * 1024 * 1024;

    /// <summary>Finds where the last fragment ends; null without a usable index, for it is only a convenience.</summary>
    /// <param name="file">The file.</param>
    /// <param name="movie">Its moov.</param>
    /// <exception cref="MssException">SourceFailed: the file cannot be read.</exception>
    public static TimeSpan? FindDuration(MediaFile file, Movie movie)
    {
        try
        {
            return Find(file) is { } mfra ? EndOfLast(file, movie, mfra) : null;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }

    /// <summary>Where it starts; null where there is none.</summary>
    /// <exception cref="MssException">SourceFailed: the file cannot be read.</exception>
    public static long? StartIn(MediaFile file)
    {
        try
        {
            return Locate(file)?.Offset;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }

    private static BoxContent? Find(MediaFile file) => Locate(file)?.Load(file, MaxIndexSize);

    private static TopLevelBox? Locate(MediaFile file)
    {
        Span<byte> tail = stackalloc byte[MfroBox.Size];
        if (file.Length < tail.Length)
        {
            return null;
        }

        file.ReadExactly(tail, file.Length - tail.Length);
        var boxes = new BoxReader(tail, "file", file.Length - tail.Length);
        if (!boxes.Read() || boxes.Type != BoxTypes.Mfro)
        {
            return null;
        }

        long start = file.Length - MfroBox.Read(boxes.Fields).ParentSize;
        TopLevelBox box = TopLevelBox.Walk(file, Math.Max(0, start)).FirstOrDefault();
        return box.Type == BoxTypes.Mfra ? box : null;
    }

    private static TimeSpan? EndOfLast(MediaFile file, Movie movie, BoxContent mfra)
    {
        TimeSpan? duration = null;
        List<MovieTrack> tracks = [.. movie.Tracks];
        BoxReader boxes = mfra.Children;
        while (boxes.Read())
        {
            if (boxes.Type != BoxTypes.Tfra || TfraBox.Read(boxes.Fields) is not { LastMoofOffset: >= 0 and { } offset } last)
            {
                continue;
            }

            MovieTrack? track = tracks.Find(t => t.Id == last.TrackId);
            if (track is not null && TopLevelBox.Walk(file, offset).FirstOrDefault() is var moof && moof.Type == BoxTypes.Moof)
            {
                tracks.Remove(track);
                var parser = new FragmentParser(movie, file.Length);
                parser.Read(moof.Load(file, FragmentedMp4Reader.MaxMoofSize), moof.Offset);
                long end = Timescale.Rescale(Math.Max(0, parser.EndOf(track)), track.Media.Timescale, Timescale.Ticks);
                duration = TimeSpan.FromTicks(Math.Max(end, duration?.Ticks ?? 0));
            }
        }

        return duration;
    }
}
