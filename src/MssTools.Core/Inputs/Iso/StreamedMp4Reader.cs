using MssTools.Core.Bits;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads fragmented MP4 that comes as a stream, from a pipe or a server: one fragment at a time is in memory, and its
/// samples are parts of that memory. The moov must come first.
/// </summary>
internal sealed class StreamedMp4Reader : IMediaReader
{
    private const int MaxMoovSize = 16 * 1024 * 1024;
    private const int MaxMdatSize = 256 * 1024 * 1024; // twenty seconds of 100 Mbit/s
    private const int FirstPart = 1024 * 1024;
    private const int ShortHeader = 8;

    private readonly InputStream _input;
    private readonly Movie _movie;

    /// <summary>Reads as far as the moov.</summary>
    /// <param name="input">The stream; owned, once there is a reader.</param>
    /// <param name="stop">Ends the wait for the moov.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported, NoMedia or SourceFailed.</exception>
    public StreamedMp4Reader(InputStream input, CancellationToken stop)
    {
        _input = input;
        input.Restart(stop);
        while (true)
        {
            TopLevelBox box = ReadHeader() ?? throw Ended(stop);
            if (box.Type == BoxTypes.Moov)
            {
                BoxContent moov = Load(box, MaxMoovSize) ?? throw Ended(stop);
                _movie = Movie.Read(moov, mediaLength: long.MaxValue / 2);
                Tracks = [.. _movie.Tracks.Select(track => track.Tracks[0])];
                if (_movie.FragmentDefaults is null)
                {
                    throw new MssException(
                        MssError.Unsupported,
                        $"moov at {box.Offset}: the MP4 is not fragmented, so it cannot be read while it comes.",
                        "Package it as a file, or fragment it: ffmpeg -i in.mp4 -c copy -movflags +frag_keyframe out.mp4.");
                }

                return;
            }

            if (box.Type == BoxTypes.Moof || box.Type == BoxTypes.Mdat)
            {
                throw new MssException(
                    MssError.Unsupported, $"{box.Type} at {box.Offset}: a streamed MP4 must have its moov in front of its media.");
            }

            Skip(box);
        }
    }

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => _input.IsLive;

    /// <inheritdoc/>
    public TimeSpan Patience => _input.MediaPatience;

    /// <inheritdoc/>
    public long? Received => _input.Received;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks { get; }

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        _input.Heed(stop);
        var parser = new FragmentParser(_movie);
        IReadOnlyList<FragmentRun> runs = [];
        while (ReadHeader() is { } box)
        {
            if (box.Type == BoxTypes.Moof)
            {
                if (Load(box, FragmentedMp4Reader.MaxMoofSize) is not { } moof)
                {
                    yield break; // cut off
                }

                runs = parser.Read(moof, box.Offset);
            }
            else if (box.Type == BoxTypes.Mdat)
            {
                if (Load(box, MaxMdatSize) is not { } mdat)
                {
                    yield break;
                }

                foreach (Sample sample in Interleave(runs, mdat))
                {
                    yield return sample;
                }

                runs = [];
            }
            else
            {
                Skip(box);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private static MssException Ended(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return new MssException(MssError.MalformedInput, "The MP4 stream ends before its moov box.");
    }

    // The tracks of one fragment by decode time; runs of one track follow each other.
    private IEnumerable<Sample> Interleave(IReadOnlyList<FragmentRun> runs, BoxContent mdat)
    {
        var queues = new List<(long Time, MovieTrack Track, IEnumerator<SampleDescriptor> Samples)>();
        foreach (IGrouping<uint, FragmentRun> own in runs.GroupBy(run => run.TrackId))
        {
            MovieTrack track = _movie.Tracks.First(t => t.Id == own.Key);
            queues.Add((0, track, own.SelectMany(run => run.Samples()).GetEnumerator()));
        }

        for (int i = queues.Count - 1; i >= 0; i--)
        {
            Advance(queues, i);
        }

        while (queues.Count > 0)
        {
            int next = 0;
            for (int i = 1; i < queues.Count; i++)
            {
                next = queues[i].Time < queues[next].Time ? i : next;
            }

            (_, MovieTrack track, IEnumerator<SampleDescriptor> samples) = queues[next];
            yield return track.ToSample(samples.Current, Locate(track, samples.Current, mdat));
            Advance(queues, next);
        }
    }

    private static void Advance(List<(long Time, MovieTrack Track, IEnumerator<SampleDescriptor> Samples)> queues, int index)
    {
        (_, MovieTrack track, IEnumerator<SampleDescriptor> samples) = queues[index];
        if (samples.MoveNext())
        {
            long time = Timescale.Rescale(samples.Current.DecodeTime, track.Media.Timescale, Timescale.Ticks);
            queues[index] = (time, track, samples);
        }
        else
        {
            samples.Dispose();
            queues.RemoveAt(index);
        }
    }

    private static Payload Locate(MovieTrack track, in SampleDescriptor sample, BoxContent mdat)
    {
        long start = sample.Offset - mdat.Origin;
        return start >= 0 && start <= mdat.Bytes.Length && sample.Size <= mdat.Bytes.Length - start
            ? new Payload(mdat.Bytes.Slice((int)start, (int)sample.Size))
            : throw track.Malformed(sample, $"{sample.Size} bytes do not lie within the mdat that follows its moof");
    }

    private TopLevelBox? ReadHeader()
    {
        long offset = _input.Position;
        Span<byte> header = stackalloc byte[2 * ShortHeader];
        if (_input.Read(header[..ShortHeader]) < ShortHeader)
        {
            return null;
        }

        bool isLong = new ByteReader(header, "size").ReadUInt32() == 1;
        if (isLong && _input.Read(header[ShortHeader..]) < ShortHeader)
        {
            return null;
        }

        return TopLevelBox.ReadHeader(header[..(isLong ? 2 * ShortHeader : ShortHeader)], offset, fileLength: offset);
    }

    private void Skip(in TopLevelBox box) => _input.Skip(box.Size - box.HeaderSize);

    // Grows with what really comes: a damaged size allocates no more than twice that. Null where it is cut off.
    private BoxContent? Load(in TopLevelBox box, int limit)
    {
        long size = box.Size - box.HeaderSize;
        if (size > limit)
        {
            throw new MssException(
                MssError.MalformedInput, $"{box.Type} at {box.Offset}: size {box.Size} is more than the limit of {limit}.");
        }

        byte[] bytes = [];
        int count = 0;
        while (count < size)
        {
            Array.Resize(ref bytes, (int)Math.Min(size, Math.Max(FirstPart, 2L * count)));
            int more = _input.Read(bytes.AsSpan(count));
            count += more;
            if (count < bytes.Length)
            {
                return null;
            }
        }

        return new BoxContent(box.Type, bytes, box.Offset + box.HeaderSize);
    }
}
