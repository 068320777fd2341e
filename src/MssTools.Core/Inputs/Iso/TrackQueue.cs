using System.Runtime.ExceptionServices;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// The samples of one track that are at hand: parts (a table, or runs of fragments) that are walked as samples are
/// taken. A failure waits in the queue until it is its turn, so that what precedes it is delivered.
/// </summary>
/// <param name="track">The track.</param>
/// <param name="file">The file that the samples are in.</param>
internal sealed class TrackQueue(MovieTrack track, MediaFile file)
{
    private readonly Queue<IEnumerator<SampleDescriptor>> _parts = new();
    private Sample? _next;
    private ExceptionDispatchInfo? _failure;
    private long _time = long.MinValue;

    /// <summary>Number of parts that have not been walked to their end.</summary>
    public int Parts => _parts.Count;

    /// <summary>True where nothing can be taken until a part is added.</summary>
    public bool IsEmpty => _next is null && _failure is null && !Advance();

    /// <summary>Appends samples.</summary>
    /// <param name="part">Descriptors with times of the presentation.</param>
    public void Add(IEnumerable<SampleDescriptor> part) => _parts.Enqueue(part.GetEnumerator());

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
        Sample sample = _next ?? throw new InvalidOperationException("The queue is empty.");
        _next = null;
        return sample;
    }

    private bool Advance()
    {
        try
        {
            while (_parts.TryPeek(out IEnumerator<SampleDescriptor>? part))
            {
                if (part.MoveNext())
                {
                    SampleDescriptor descriptor = part.Current;
                    _time = Timescale.Rescale(descriptor.DecodeTime, track.Media.Timescale, Timescale.Ticks);
                    _next = track.ToSample(descriptor, Locate(descriptor));
                    return true;
                }

                _parts.Dequeue().Dispose();
            }
        }
        catch (MssException failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
            return true;
        }

        return false;
    }

    private Payload Locate(in SampleDescriptor sample) =>
        sample.Offset >= 0 && sample.Size <= int.MaxValue && sample.Offset <= file.Length - sample.Size
            ? new Payload(file, sample.Offset, (int)sample.Size)
            : throw track.Malformed(sample, $"{sample.Size} bytes do not lie within the file's {file.Length}");
}
