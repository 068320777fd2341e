using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Where the pictures of one rendition were cut, for its sound to be cut there as well: a pure function of the media still,
/// since the pictures' cuts are one. Written and read on the rendition's own thread.
/// </summary>
/// <param name="fragmentLength">Wanted fragment length in 100 ns ticks.</param>
internal sealed class PictureCuts(long fragmentLength)
{
    private readonly Queue<Cut> _cuts = [];
    private long? _lastEnd;
    private bool _hasPictures;

    /// <summary>Notes that a fragment of pictures begins.</summary>
    /// <param name="presentation">When its first picture is shown, in 100 ns ticks of the group's timeline.</param>
    public void Begin(long presentation)
    {
        _cuts.Enqueue(new Cut(presentation, _lastEnd));
        _lastEnd = null;
    }

    /// <summary>Notes that no picture follows on the last one.</summary>
    /// <param name="presentation">When the last one is over.</param>
    public void Interrupt(long presentation) => _lastEnd ??= presentation;

    /// <summary>
    /// Says whether a frame begins a fragment of sound: it is the one nearest to where a fragment of pictures begins. Cuts
    /// that would leave less than half a fragment are passed over. Null where there are no pictures to follow.
    /// </summary>
    /// <param name="frame">The frame; all pictures that decode before its middle are known.</param>
    /// <param name="start">Where the open fragment of sound starts.</param>
    public bool? IsCut(in Sample frame, long start)
    {
        long middle = frame.DecodeTime + frame.Duration / 2;
        while (_cuts.TryPeek(out Cut next) && next.Presentation <= middle)
        {
            bool isCut = next.Presentation - start >= fragmentLength / 2;
            if (isCut)
            {
                return true; // stays until the sound has begun its fragment
            }

            _cuts.Dequeue();
            _hasPictures = true;
        }

        // Before the first picture, and where none was for a while, the grid cuts.
        bool isGap = !_hasPictures || (_cuts.TryPeek(out Cut later) ? later.GapFrom is { } from && middle >= from : middle >= _lastEnd);
        return isGap ? null : false;
    }

    /// <summary>A fragment of pictures begins.</summary>
    /// <param name="Presentation">When.</param>
    /// <param name="GapFrom">Where the pictures before it ended, if there is a gap between.</param>
    private readonly record struct Cut(long Presentation, long? GapFrom);
}
