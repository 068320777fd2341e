using MssTools.Core.Inputs;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Streams;

/// <summary>A reader that fails in one of its operations, with what no reader should throw.</summary>
internal sealed class FaultyReader : IMediaReader
{
    private readonly IMediaReader _inner;
    private readonly string _operation;

    /// <param name="inner">What it reads; owned.</param>
    /// <param name="operation">open, describe, read (behind its 150th sample) or dispose.</param>
    public FaultyReader(IMediaReader inner, string operation)
    {
        (_inner, _operation) = (inner, operation);
        FailIn("open");
    }

    public TimeSpan? Duration => _inner.Duration;

    public bool IsLive => _inner.IsLive;

    public IReadOnlyList<Track> Tracks
    {
        get
        {
            FailIn("describe");
            return _inner.Tracks;
        }
    }

    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        int count = 0;
        foreach (Sample sample in _inner.ReadSamples(stop))
        {
            yield return sample;
            if (++count == 150)
            {
                FailIn("read");
            }
        }
    }

    public void Dispose()
    {
        _inner.Dispose();
        FailIn("dispose");
    }

    private void FailIn(string operation)
    {
        if (operation == _operation)
        {
            throw new InvalidTimeZoneException($"{operation} failed");
        }
    }
}
