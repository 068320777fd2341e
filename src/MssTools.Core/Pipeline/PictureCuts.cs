using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Where the pictures of one rendition were cut, for its sound to be cut there as well: a pure function of the media still,
/// since the pictures' cuts are one. Written and read on the rendition's own thread.
/// </summary>
/// <param name="fragmentLength">Wanted fragment length in 100 ns ticks.</param>
internal sealed class PictureCuts(long fragmentLength)
{
    /// <summary>Sound follows within seconds; where there is none, nobody takes the cuts.</summary>
    private const int MostKept = 64;

    private readonly List<Cut> _cuts = [];
    private long _first; // number of the oldest cut that is kept
    private long _end = long.MinValue;
    private bool _isInterrupted;

    /// <summary>Notes that a fragment of pictures begins.</summary>
    /// <param name="presentation">When its first picture is shown, in 100 ns ticks of the group's timeline.</param>
    public void Begin(long presentation)
    {
        if (_cuts.Count == MostKept)
        {
            _cuts.RemoveAt(0);
            _first++;
        }

        _cuts.Add(new Cut(presentation, _isInterrupted ? _end : null));
        _isInterrupted = false;
    }

    /// <summary>Notes a picture.</summary>
    /// <param name="end">When it has been shown, but for what reordering adds.</param>
    public void Show(long end) => _end = end;

    /// <summary>Notes that nothing follows on the last picture.</summary>
    public void Interrupt() => _isInterrupted = true;

    /// <summary>Follows the cuts for one track of sound, from the oldest that is known.</summary>
    public Follower Follow() => new(this, fragmentLength);

    /// <summary>A fragment of pictures begins.</summary>
    /// <param name="Presentation">When.</param>
    /// <param name="GapFrom">Where the pictures before it ended, if there is a gap between.</param>
    private readonly record struct Cut(long Presentation, long? GapFrom);

    /// <summary>One track of sound that is cut where the pictures are.</summary>
    internal sealed class Follower(PictureCuts pictures, long fragmentLength)
    {
        private long _next; // number of the first cut that the sound has not passed
        private bool _hasPictures;

        /// <summary>
        /// Says whether a frame begins a fragment of sound: it is the one nearest to where a fragment of pictures begins. Cuts
        /// that would leave less than half a fragment are passed over. Null where there are no pictures to follow.
        /// </summary>
        /// <param name="frame">The frame; all pictures that decode before its middle are known.</param>
        /// <param name="start">Where the open fragment of sound starts.</param>
        public bool? IsCut(in Sample frame, long start)
        {
            long middle = frame.DecodeTime + frame.Duration / 2;
            while (Next is { } next && next.Presentation <= middle)
            {
                bool isCut = next.Presentation - start >= fragmentLength / 2;
                if (isCut)
                {
                    return true; // stays until the sound has begun its fragment
                }

                _next++;
                _hasPictures = true;
            }

            // Before the first picture, and where none was for a while, the grid cuts.
            long? gap = Next is { } later ? later.GapFrom : pictures._end;
            return !_hasPictures || middle >= gap ? null : false;
        }

        private Cut? Next
        {
            get
            {
                _next = Math.Max(_next, pictures._first);
                int place = (int)(_next - pictures._first);
                return place < pictures._cuts.Count ? pictures._cuts[place] : null;
            }
        }
    }
}
