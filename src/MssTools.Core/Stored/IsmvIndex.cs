using System.Buffers.Binary;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Stored;

/// <summary>
/// What a Smooth file has ([MS-SSTR] 2.2.7): its tracks, and where each fragment of them is. The fragments themselves are asked, not the
/// mfra behind them, which not all files have and which names presentation times where some encoders write decode times.
/// </summary>
internal static class IsmvIndex
{
    private const int LargestMoov = 16 * 1024 * 1024;
    private const int MostBoxes = 1_000_000;
    private const int BoxHeader = 8;
    private const int LargeHeader = 16;
    private const long LatestSecond = 10_000_000_000; // encoders count from 1970

    /// <summary>Reads a file: its moov, and the head of each fragment.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>The tracks by their numbers.</returns>
    /// <exception cref="MssException">MalformedInput or Unsupported: it is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<uint, IsmTrack> Read(IStoredBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Dictionary<uint, IsmTrack>? tracks = null;
        Dictionary<uint, List<IsmFragment>> fragments = [];
        StoredBox? moof = null;
        foreach (StoredBox box in Walk(bytes))
        {
            if (box.Type == BoxTypes.Moov)
            {
                tracks ??= ReadMovie(bytes, box);
            }
            else if (box.Type == BoxTypes.Moof)
            {
                moof = box;
            }
            else if (box.Type == BoxTypes.Mdat && moof is { } head && head.End == box.Offset)
            {
                Add(fragments, bytes, head, box);
                moof = null;
            }
        }

        return tracks is null
            ? throw new MssException(MssError.MalformedInput, $"'{bytes.Name}' has no moov box: it is no Smooth file.")
            : tracks.ToDictionary(track => track.Key, track => Complete(track.Value, fragments.GetValueOrDefault(track.Key, []), bytes.Name));
    }

    // A recording that was broken off ends within a box; what lies before is there.
    private static IEnumerable<StoredBox> Walk(IStoredBytes bytes)
    {
        byte[] header = new byte[LargeHeader];
        int count = 0;
        for (long offset = 0; bytes.Length - offset >= BoxHeader;)
        {
            long room = bytes.Length - offset;
            bytes.Read(offset, header.AsSpan(0, (int)Math.Min(room, LargeHeader)));
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = new FourCC(BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)));
            int length = size == 1 ? LargeHeader : BoxHeader;
            size = size == 1 && room >= LargeHeader ? BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(BoxHeader)) : size == 0 ? room : size;
            if (size < length || size > room)
            {
                yield break;
            }

            if (++count > MostBoxes)
            {
                throw new MssException(MssError.Unsupported, $"'{bytes.Name}' has more than {MostBoxes} boxes.");
            }

            yield return new StoredBox(type, default, offset, length, size);
            offset += size;
        }
    }

    private static Dictionary<uint, IsmTrack> ReadMovie(IStoredBytes bytes, StoredBox box)
    {
        if (box.Size > LargestMoov)
        {
            throw new MssException(MssError.Unsupported, $"'{bytes.Name}' has a moov of {box.Size} bytes; {LargestMoov} are taken.");
        }

        byte[] content = new byte[box.Size - box.Header];
        bytes.Read(box.Offset + box.Header, content);
        var moov = new BoxContent(BoxTypes.Moov, content, box.Offset + box.Header);
        Dictionary<uint, IsmTrack> tracks = [];
        BoxReader boxes = moov.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Trak)
            {
                BoxContent trak = moov.Slice(boxes);
                string name = $"'{bytes.Name}'";
                uint id = (uint)TkhdBox.Read(trak.Find(name, BoxTypes.Tkhd).Fields).TrackId;
                MdhdBox media = MdhdBox.Read(trak.Find(name, BoxTypes.Mdia, BoxTypes.Mdhd).Fields);
                tracks.TryAdd(id, new IsmTrack(media.Timescale, media.Language, ConfigOf(trak, name), []));
            }
        }

        return tracks;
    }

    private static CodecConfig? ConfigOf(BoxContent trak, string name)
    {
        try
        {
            return StsdBox.Read(trak.Find(name, BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl, BoxTypes.Stsd)).Entries[0].Header.Config;
        }
        catch (MssException failure) when (failure.Code is MssError.Unsupported or MssError.MalformedInput)
        {
            return null; // text, or a codec of others
        }
    }

    private static void Add(Dictionary<uint, List<IsmFragment>> tracks, IStoredBytes bytes, StoredBox moof, StoredBox mdat)
    {
        long length = mdat.End - moof.Offset;
        var fragment = StoredFragment.Read(new StoredStretch(bytes, moof.Offset, length));
        if (fragment.Tracks != 1 || fragment.Header is not { } header)
        {
            throw new MssException(MssError.Unsupported, $"'{bytes.Name}' has a fragment at {moof.Offset} that is not of one track.");
        }

        if (header.BaseDataOffset is { } origin && origin != moof.Offset)
        {
            throw new MssException(MssError.Unsupported, $"'{bytes.Name}' has a fragment at {moof.Offset} whose samples are counted from {origin}, not from it.");
        }

        if (!tracks.TryGetValue(header.TrackId, out List<IsmFragment>? fragments))
        {
            tracks.Add(header.TrackId, fragments = []);
        }

        long? stated = fragment.Place is { } place ? (long)place.FragmentAbsoluteTime : fragment.DecodeTime;
        long start = stated ?? (fragments.Count > 0 ? fragments[^1].Time + fragments[^1].Duration : 0);
        long duration = fragment.Place is { FragmentDuration: > 0 and < uint.MaxValue * 1000ul } known ? (long)known.FragmentDuration : fragment.SampleDuration;
        // Encoders begin sound before zero, where no address can name it.
        long time = Math.Max(0, start);
        bool isPlain = fragment.Place is not null && header.BaseDataOffset is null && start >= 0;
        fragments.Add(new IsmFragment(time, Math.Max(0, start + duration - time), moof.Offset, length, isPlain));
    }

    private static IsmTrack Complete(IsmTrack track, List<IsmFragment> fragments, string name)
    {
        if (track.Timescale is 0 or > int.MaxValue)
        {
            return track with { Config = null };
        }

        int late = fragments.FindIndex(f => f.Time / track.Timescale > LatestSecond);
        return late < 0
            ? track with { Fragments = [.. fragments.DistinctBy(f => f.Time).OrderBy(f => f.Time)] }
            : throw new MssException(MssError.MalformedInput, $"'{name}' has a fragment at {fragments[late].Offset} that begins at {fragments[late].Time} / {track.Timescale} s.");
    }
}
