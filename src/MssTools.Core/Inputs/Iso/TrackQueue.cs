using System.Runtime.ExceptionServices;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// The samples of one track that are at hand: parts (a table, or runs of fragments) that are walked as samples are
/// taken. Samples that are not in the file are counted and passed over. A track whose description proves broken ends.
/// </summary>
/// <param name="track">The track as the first moov describes it.</param>
/// <param name="file">The file that the samples are in.</param>
/// <param name="warnings">Takes what is not as described.</param>
internal sealed class TrackQueue(MovieTrack track, MediaFile file, InputWarnings warnings)
{
    private readonly TrackSamples _samples = new(track, warnings);
    private readonly Queue<Part> _parts = new();
    private readonly Queue<Sample> _ready = new();
    private ExceptionDispatchInfo? _failure;
    private long _time = long.MinValue;

    /// <summary>Number of parts that have not been walked to their end.</summary>
    public int Parts => _parts.Count;

    /// <summary>True where nothing can be taken until a part is added.</summary>
    public bool IsEmpty => _ready.Count == 0 && _failure is null && !Advance();

    /// <summary>Number of samples that were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Samples that are described but not in the file.</summary>
    public MissingSamples Missing { get; private set; }

    /// <summary>Why the track ended early, or null.</summary>
    public MssException? Broken { get; private set; }

    /// <summary>Appends samples.</summary>
    /// <param name="described">Their track by the moov that describes them.</param>
    /// <param name="part">Descriptors with times of the presentation.</param>
    /// <param name="afterLoss">Whether samples in front of them are missing.</param>
    public void Add(MovieTrack described, IEnumerable<SampleDescriptor> part, bool afterLoss = false) =>
        _parts.Enqueue(new Part(described, part.GetEnumerator(), afterLoss));

    /// <summary>The queue whose next sample is decoded first, the first of several alike; null where all are empty.</summary>
    public static TrackQueue? Earliest(IReadOnlyList<TrackQueue> queues)
    {
        TrackQueue? earliest = null;
        for (int i = 0; i < queues.Count; i++) // for every sample of a file, so without LINQ's objects
        {
            if (!queues[i].IsEmpty && (earliest is null || queues[i]._time < earliest._time))
            {
                earliest = queues[i];
            }
        }

        return earliest;
    }

    /// <summary>Takes the next sample of a queue that is not empty.</summary>
    /// <exception cref="MssException">What reading the sample met with.</exception>
    public Sample Take()
    {
        _failure?.Throw();
        Sample sample = _ready.Dequeue();
        if (_ready.TryPeek(out Sample next))
        {
            _time = TimeOf(next);
        }

        Taken++;
        return sample;
    }

    private bool Advance()
    {
        try
        {
            while (Broken is null && _parts.TryPeek(out Part? part))
            {
                if (part.AfterLoss) // also where the part is empty: it is behind what stands in the next
                {
                    part.AfterLoss = false;
                    _samples.Lose();
                }

                if (!part.Samples.MoveNext())
                {
                    _parts.Dequeue().Samples.Dispose();
                    continue;
                }

                if (Accept(part.Track, part.Samples.Current))
                {
                    return true;
                }
            }
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            Broken = failure;
        }
        catch (MssException failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure); // when it is its turn: what precedes it is delivered
            return true;
        }

        return false;
    }

    private bool Accept(MovieTrack described, in SampleDescriptor sample)
    {
        if (sample.Offset < 0 || sample.Size > int.MaxValue || sample.Offset > file.Length - sample.Size)
        {
            Missing = Missing.And(described, sample, $"{sample.Size} bytes do not lie within the file's {file.Length}");
            _samples.Lose();
            return false;
        }

        var payload = new Payload(file, sample.Offset, (int)sample.Size);
        _samples.Make(described, sample, payload, _ready);
        if (!_ready.TryPeek(out Sample next))
        {
            return false;
        }

        _time = TimeOf(next);
        return true;
    }

    private static long TimeOf(in Sample sample) => Timescale.Rescale(sample.DecodeTime, sample.Track.Timescale, Timescale.Ticks);

    /// <summary>Says that no sample follows, so that what was left out is told.</summary>
    public void End() => _samples.End();

    private sealed class Part(MovieTrack track, IEnumerator<SampleDescriptor> samples, bool afterLoss)
    {
        public MovieTrack Track => track;

        public IEnumerator<SampleDescriptor> Samples => samples;

        public bool AfterLoss { get; set; } = afterLoss;
    }
}
