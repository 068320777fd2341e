using System.Globalization;
using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// The one rule for where decoding of a track may start, in every container. The NAL units decide: an IDR picture always; a
/// recovery point, or an I picture that the container marks, where the track begins, where it goes on behind a loss, and
/// after ten seconds without a start. Marks of containers make nothing else a start, and nothing is left out for lack of one.
/// </summary>
/// <param name="name">The track, to begin sentences with.</param>
/// <param name="timescale">Ticks per second of its times.</param>
/// <param name="warnings">Told once where the container's marks are wrong, and how many pictures are left out.</param>
internal sealed class AvcRandomAccess(string name, long timescale, InputWarnings warnings)
{
    private const int Patience = 10; // seconds, for an IDR picture

    private bool _hasBegun;
    private bool _hasDisagreed;
    private long _lastStart;
    private long _leftOut;       // since decoding stopped
    private long _leftOutBefore; // behind earlier losses
    private long _gaps;
    private string? _gapWarning;

    /// <summary>True where pictures are left out: until the first start, and behind a loss until the next.</summary>
    public bool IsWaiting { get; private set; } = true;

    /// <summary>
    /// Decides of the next picture in decode order whether it is a sync sample. It is to be left out where it is none and
    /// <see cref="IsWaiting"/> is true then.
    /// </summary>
    /// <param name="start">What its NAL units offer.</param>
    /// <param name="isConfigured">Whether what a decoder must know of it is known.</param>
    /// <param name="time">Its decode time in the track's ticks.</param>
    /// <param name="isMarked">What the container says; null where it has no such mark.</param>
    public bool IsSync(AvcStart start, bool isConfigured, long time, bool? isMarked = null)
    {
        bool isDue = IsWaiting || time - _lastStart >= Patience * timescale;
        bool isStart = start switch
        {
            AvcStart.Idr => true,
            AvcStart.RecoveryPoint => isDue,
            AvcStart.Intra => isDue && isMarked == true,
            _ => false,
        };
        Compare(start, isStart, time, isMarked);
        IsWaiting = isStart ? !isConfigured : IsWaiting;
        if (IsWaiting)
        {
            _leftOut++;
            return false;
        }

        if (isStart)
        {
            _lastStart = time;
            Begin(time);
        }

        return isStart;
    }

    /// <summary>Says that something is missing here that pictures behind may refer to.</summary>
    /// <param name="pictures">How many pictures are known to be missing.</param>
    public void Lose(int pictures = 0)
    {
        IsWaiting = true;
        _leftOut += pictures;
    }

    /// <summary>Says that the input ends, so that what was left out last is told too.</summary>
    public void End()
    {
        if (_leftOut > 0 && !_hasBegun)
        {
            warnings.Add($"{name}: {Counted(_leftOut)} are left out, all there are: decoding can start at none of them.");
        }
        else if (_leftOut > 0)
        {
            TellGap();
        }

        _leftOut = 0;
    }

    private void Begin(long time)
    {
        if (_leftOut > 0 && !_hasBegun)
        {
            warnings.Add($"{name}: {Counted(_leftOut)} before the first that decoding can start at, at {At(time)}, are left out.");
        }
        else if (_leftOut > 0)
        {
            TellGap();
        }

        _hasBegun = true;
        _leftOut = 0;
    }

    private void TellGap()
    {
        _leftOutBefore += _leftOut;
        _gaps++;
        string places = _gaps == 1 ? "a loss or damage" : $"{_gaps} losses or damages";
        _gapWarning = warnings.Replace(
            _gapWarning,
            $"{name}: {Counted(_leftOutBefore)} behind {places} are left out, up to where decoding can start again.");
    }

    private void Compare(AvcStart start, bool isStart, long time, bool? isMarked)
    {
        if (_hasDisagreed || isMarked is not { } marked || marked == isStart || (!marked && start != AvcStart.Idr))
        {
            return;
        }

        _hasDisagreed = true;
        warnings.Add($"{name}: the container marks its sync samples wrongly, first at {At(time)}: "
            + (marked ? "a picture is marked that is no IDR picture" : "an IDR picture is not marked")
            + ". What the pictures themselves say counts.");
    }

    private static string Counted(long pictures) => pictures == 1 ? "1 picture" : $"{pictures} pictures";

    private string At(long time) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)time / timescale:0.###} s");
}
