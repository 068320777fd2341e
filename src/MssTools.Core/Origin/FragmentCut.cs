using MssTools.Core.Iso;
using MssTools.Core.Stored;

namespace MssTools.Core.Origin;

/// <summary>Cuts out of stored fragments what the nouns of [MS-SSTR] 2.2.3 ask for.</summary>
internal static class FragmentCut
{
    private const int BoxHeader = 8;

    /// <summary>Most bytes of samples that are copied for one answer.</summary>
    private const long MostInMemory = 64 * 1024 * 1024;

    /// <summary>A part of a fragment.</summary>
    /// <exception cref="MssException">MalformedInput: the file is no fragment.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Body Part(StoredFile file, FragmentPart part)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (part == FragmentPart.Fragments)
        {
            return new Body.Stretch(file, 0, file.Length);
        }

        using FileBytes bytes = Open(file);
        var fragment = StoredFragment.Read(bytes);
        return part switch
        {
            FragmentPart.FragmentInfo => new Body.Memory(fragment.MoofBytes),
            FragmentPart.RawFragments => Samples(file, fragment, offset: 0),
            _ => new Body.Memory(KeyFrames(fragment)),
        };
    }

    /// <summary>A part of a fragment that lies within a file. One that does not say its time itself is made to.</summary>
    /// <exception cref="MssException">MalformedInput: there is no fragment.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Body Part(StoredFile file, IsmFragment place, FragmentPart part)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (part == FragmentPart.Fragments && place.IsPlain)
        {
            return new Body.Stretch(file, place.Offset, place.Length);
        }

        using FileBytes bytes = Open(file);
        var fragment = StoredFragment.Read(new StoredStretch(bytes, place.Offset, place.Length));
        return part switch
        {
            FragmentPart.Fragments => new Body.Memory(Placed(fragment, place, withSamples: true)),
            FragmentPart.FragmentInfo => new Body.Memory(place.IsPlain ? fragment.MoofBytes : Placed(fragment, place, withSamples: false)),
            FragmentPart.RawFragments => Samples(file, fragment, place.Offset),
            _ => new Body.Memory(KeyFrames(fragment)),
        };
    }

    /// <summary>Times of the fragments that follow one, in ticks of the manifest.</summary>
    /// <exception cref="MssException">MalformedInput: the file is no fragment.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<long> Successors(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using FileBytes bytes = Open(file);
        return StoredFragment.Read(bytes).Successors;
    }

    private static FileBytes Open(StoredFile file) => file.Length < BoxHeader
        ? throw new MssException(MssError.MalformedInput, $"'{file.FullPath}' is no fragment: it is empty.") // perhaps a pipe, which must not be opened
        : new FileBytes(file.FullPath);

    private static Body.Stretch Samples(StoredFile file, StoredFragment fragment, long offset) => fragment.Mdat is { } mdat
        ? new Body.Stretch(file, offset + mdat.Offset + mdat.Header, mdat.Size - mdat.Header)
        : throw new MssException(MssError.MalformedInput, $"'{file.FullPath}' is no fragment: it has no mdat.");

    // With a tfxd, and without a place of the samples that counts from the start of the file.
    private static byte[] Placed(StoredFragment fragment, IsmFragment place, bool withSamples)
    {
        var writer = new BoxWriter(fragment.MoofBytes.Length);
        bool isPlaced = false;
        MoofCopy.Write(writer, fragment, (BoxWriter moof, in BoxReader box) =>
        {
            if (box.Type == BoxTypes.Tfhd)
            {
                WriteUnplaced(moof, fragment.Header!.Value, box);
                new TfxdBox((ulong)place.Time, (ulong)place.Duration).Write(moof);
                isPlaced = true;
                return true;
            }

            return box.ExtendedType == TfxdBox.ExtendedType;
        });
        if (!isPlaced || fragment.Mdat is not { } mdat)
        {
            throw new MssException(MssError.MalformedInput, $"'{fragment.Bytes.Name}' has a fragment without tfhd or mdat.");
        }

        if (!withSamples)
        {
            return writer.Written.ToArray();
        }

        long length = mdat.Size - mdat.Header;
        if (length > MostInMemory)
        {
            throw new MssException(MssError.Unsupported, $"'{fragment.Bytes.Name}' has a fragment of {length} bytes; {MostInMemory} are taken.");
        }

        writer.WriteUInt32((uint)(length + BoxHeader));
        writer.WriteUInt32(BoxTypes.Mdat.Value);
        byte[] whole = new byte[writer.Length + length];
        writer.Written.Span.CopyTo(whole);
        fragment.Bytes.Read(mdat.Offset + mdat.Header, whole.AsSpan(writer.Length));
        return whole;
    }

    private static void WriteUnplaced(BoxWriter writer, TfhdBox header, in BoxReader box)
    {
        const int Place = 8; // behind version, flags and track_ID
        if (header.BaseDataOffset is null)
        {
            writer.WriteCopy(box);
            return;
        }

        using (writer.Box(BoxTypes.Tfhd))
        {
            writer.WriteBytes(box.Content[..3]);
            writer.WriteByte((byte)(box.Content[3] & ~1)); // base-data-offset-present
            writer.WriteBytes(box.Content[4..Place]);
            writer.WriteBytes(box.Content[(Place + sizeof(long))..]);
        }
    }

    // The same boxes with the sync samples alone, each lasting until the next one.
    private static byte[] KeyFrames(StoredFragment fragment)
    {
        var writer = new BoxWriter(fragment.MoofBytes.Length);
        List<KeyFrame> frames = FindKeyFrames(fragment);
        MoofCopy.Write(writer, fragment, new KeyFrameRun(frames).Replace);
        using (writer.Box(BoxTypes.Mdat))
        {
            foreach (KeyFrame frame in frames)
            {
                writer.WriteBytes(Read(fragment.Bytes, frame));
            }
        }

        return writer.Written.ToArray();
    }

    private static List<KeyFrame> FindKeyFrames(StoredFragment fragment)
    {
        var frames = new List<KeyFrame>();
        foreach (StoredSample sample in fragment.Samples)
        {
            if (((fragment.FlagsOf(sample) ?? 0) & SampleFlags.IsNonSync) == 0)
            {
                frames.Add(new KeyFrame(sample.Offset, sample.Size, sample.Duration ?? 0, sample.Flags, sample.CompositionTimeOffset));
            }
            else if (frames.Count > 0)
            {
                frames[^1] = frames[^1] with { Duration = frames[^1].Duration + (sample.Duration ?? 0) };
            }
        }

        return frames;
    }

    private static byte[] Read(IStoredBytes bytes, KeyFrame frame)
    {
        if (frame.Offset < 0 || frame.Size > bytes.Length - frame.Offset)
        {
            throw new MssException(MssError.MalformedInput, $"'{bytes.Name}' is no fragment: it ends before {frame.Offset + frame.Size}.");
        }

        byte[] sample = new byte[frame.Size];
        bytes.Read(frame.Offset, sample);
        return sample;
    }

    private readonly record struct KeyFrame(long Offset, uint Size, uint Duration, uint? Flags, int CompositionTimeOffset);

    /// <summary>One trun for all, where a fragment has several.</summary>
    private sealed class KeyFrameRun(List<KeyFrame> frames)
    {
        private bool _isWritten;

        public bool Replace(BoxWriter writer, in BoxReader box)
        {
            if (box.Type != BoxTypes.Trun)
            {
                return false;
            }

            if (!_isWritten)
            {
                _isWritten = true;
                Write(writer);
            }

            return true;
        }

        private void Write(BoxWriter writer)
        {
            bool isVideo = frames.Exists(f => f.Flags is not null);
            using (TrunBox.Open(writer, isVideo, frames.Exists(f => f.CompositionTimeOffset < 0), frames.Count, out _))
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
            }
        }
    }
}
