using Microsoft.Win32.SafeHandles;
using MssTools.Core.Iso;

namespace MssTools.Core.Origin;

/// <summary>A stored fragment, taken apart.</summary>
internal static class StoredFragment
{
    private const int BoxHeader = 8;
    private const int LargestMoof = 4 * 1024 * 1024;
    private const int MostSamples = 100_000;

    /// <summary>A part of a fragment.</summary>
    /// <exception cref="MssException">MalformedInput: the file is no fragment.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Content Part(StoredFile file, FragmentPart part)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (part == FragmentPart.Fragments)
        {
            return new Content.Stretch(file, 0, file.Length);
        }

        using SafeFileHandle handle = Open(file);
        byte[] moof = ReadBox(handle, 0, BoxTypes.Moof, file, LargestMoof);
        return part switch
        {
            FragmentPart.FragmentInfo => new Content.Memory(moof),
            FragmentPart.RawFragments => Samples(file, handle, moof.Length),
            _ => new Content.Memory(KeyFrames(file, handle, moof)),
        };
    }

    /// <summary>
    /// Times of the fragments that follow, as the fragment itself announces them; where it announces none the one that begins at its
    /// end.
    /// </summary>
    /// <exception cref="MssException">MalformedInput: the file is no fragment.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<long> Successors(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using SafeFileHandle handle = Open(file);
        long? end = null;
        BoxReader boxes = Children(ReadBox(handle, 0, BoxTypes.Moof, file, LargestMoof));
        while (boxes.Read())
        {
            BoxReader children = boxes.Type == BoxTypes.Traf ? boxes.Children : default;
            while (children.Read())
            {
                if (children.Type != BoxTypes.Uuid)
                {
                    continue;
                }

                if (children.ExtendedType == TfrfBox.ExtendedType && TfrfBox.Read(children.Fields) is { Entries.Count: > 0 } announced)
                {
                    return [.. announced.Entries.Select(entry => (long)entry.FragmentAbsoluteTime)];
                }

                if (children.ExtendedType == TfxdBox.ExtendedType)
                {
                    TfxdBox own = TfxdBox.Read(children.Fields);
                    end = (long)(own.FragmentAbsoluteTime + own.FragmentDuration);
                }
            }
        }

        return end is { } next ? [next] : [];
    }

    private static SafeFileHandle Open(StoredFile file) => file.Length < BoxHeader
        ? throw Malformed(file, "it is empty") // perhaps a pipe, which must not be opened
        : File.OpenHandle(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static Content.Stretch Samples(StoredFile file, SafeFileHandle handle, int mdat)
    {
        long size = ReadHeader(handle, mdat, BoxTypes.Mdat, file);
        return new Content.Stretch(file, mdat + BoxHeader, size - BoxHeader);
    }

    // The same boxes with the sync samples alone, each lasting until the next one.
    private static byte[] KeyFrames(StoredFile file, SafeFileHandle handle, ReadOnlySpan<byte> moof)
    {
        var writer = new BoxWriter(moof.Length);
        int dataOffsetPlace = 0;
        List<KeyFrame> frames = [];
        using (writer.Box(BoxTypes.Moof))
        {
            BoxReader boxes = Children(moof);
            while (boxes.Read())
            {
                if (boxes.Type != BoxTypes.Traf)
                {
                    WriteCopy(writer, boxes);
                    continue;
                }

                using (writer.Box(BoxTypes.Traf))
                {
                    BoxReader children = boxes.Children;
                    while (children.Read())
                    {
                        if (children.Type == BoxTypes.Trun)
                        {
                            frames = FindKeyFrames(children);
                            dataOffsetPlace = WriteRun(writer, frames);
                        }
                        else
                        {
                            WriteCopy(writer, children);
                        }
                    }
                }
            }
        }

        writer.Patch(dataOffsetPlace, (uint)(writer.Length + BoxHeader));
        using (writer.Box(BoxTypes.Mdat))
        {
            foreach (KeyFrame frame in frames)
            {
                writer.WriteBytes(Read(handle, frame.Offset, (int)frame.Size, file));
            }
        }

        return writer.Written.ToArray();
    }

    private static List<KeyFrame> FindKeyFrames(BoxReader trun)
    {
        var rows = new TrunBox.Rows(trun.Fields, MostSamples);
        long offset = rows.DataOffset ?? throw trun.Fields.Malformed("the run does not say where its data are");
        var frames = new List<KeyFrame>();
        while (rows.Read())
        {
            TrunBox.Row row = rows.Current;
            uint size = row.Size ?? throw trun.Fields.Malformed("a sample has no size");
            if (row.Flags is null or SampleFlags.Sync)
            {
                frames.Add(new KeyFrame(offset, size, row.Duration ?? 0, row.Flags, row.CompositionTimeOffset));
            }
            else if (frames.Count > 0)
            {
                frames[^1] = frames[^1] with { Duration = frames[^1].Duration + (row.Duration ?? 0) };
            }

            offset += size;
        }

        return frames;
    }

    private static int WriteRun(BoxWriter writer, List<KeyFrame> frames)
    {
        bool isVideo = frames.Exists(f => f.Flags is not null);
        using (TrunBox.Open(writer, isVideo, frames.Exists(f => f.CompositionTimeOffset < 0), frames.Count, out int place))
        {
            foreach (KeyFrame frame in frames)
            {
                if (isVideo)
                {
                    TrunBox.WriteVideoRow(writer, frame.Duration, frame.Size, SampleFlags.Sync, frame.CompositionTimeOffset);
                }
                else
                {
                    TrunBox.WriteAudioRow(writer, frame.Duration, frame.Size);
                }
            }

            return place;
        }
    }

    private static BoxReader Children(ReadOnlySpan<byte> moof)
    {
        var boxes = new BoxReader(moof, "fragment");
        boxes.Read();
        return boxes.Children;
    }

    private static void WriteCopy(BoxWriter writer, BoxReader box)
    {
        using (writer.Box(box.Type))
        {
            if (box.Type == BoxTypes.Uuid)
            {
                Span<byte> type = stackalloc byte[16];
                box.ExtendedType.TryWriteBytes(type, bigEndian: true, out _);
                writer.WriteBytes(type);
            }

            writer.WriteBytes(box.Content);
        }
    }

    private static byte[] ReadBox(SafeFileHandle handle, long offset, FourCC type, StoredFile file, int limit)
    {
        long size = ReadHeader(handle, offset, type, file);
        return size <= limit ? Read(handle, offset, (int)size, file) : throw Malformed(file, $"its {type} has {size} bytes");
    }

    private static long ReadHeader(SafeFileHandle handle, long offset, FourCC type, StoredFile file)
    {
        byte[] header = Read(handle, offset, BoxHeader, file);
        long size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header);
        var found = new FourCC(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)));
        return found == type && size >= BoxHeader && size <= file.Length - offset
            ? size
            : throw Malformed(file, $"at {offset} there is '{found}' of {size} bytes instead of '{type}'");
    }

    private static byte[] Read(SafeFileHandle handle, long offset, int count, StoredFile file)
    {
        if (count > file.Length - offset)
        {
            throw Malformed(file, $"it ends before {offset + count}");
        }

        byte[] bytes = new byte[count];
        return RandomAccess.Read(handle, bytes, offset) == count
            ? bytes
            : throw Malformed(file, $"it ends before {offset + count}");
    }

    private static MssException Malformed(StoredFile file, string message) =>
        new(MssError.MalformedInput, $"'{file.FullPath}' is no fragment: {message}.");

    private readonly record struct KeyFrame(long Offset, uint Size, uint Duration, uint? Flags, int CompositionTimeOffset);
}
