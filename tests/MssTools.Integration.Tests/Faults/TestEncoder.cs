namespace MssTools.Integration.Tests.Faults;

/// <summary>An encoder whose pictures and sounds say what they are, and whose clock does what a test wants.</summary>
/// <param name="name">Stands in its payloads.</param>
internal sealed class TestEncoder(string name)
{
    private readonly List<SampleMark> _sent = [];
    private int _run;
    private int _picture;
    private int _sound;

    /// <summary>Its name, which is also its stream key.</summary>
    public string Name => name;

    /// <summary>Distance of IDR frames, which lie on its multiples on the channel's clock.</summary>
    public TimeSpan Gop { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The encoder's clock: what it stamps on a moment of the channel. Set anew for jumps and restarts.</summary>
    public Func<SampleMark, TimeSpan> Clock { get; set; } = static mark => mark.Moment;

    /// <summary>Which of two parameter sets is in force.</summary>
    public bool HasOtherPicture { get; set; }

    /// <summary>All samples that were handed out.</summary>
    public IReadOnlyList<SampleMark> Sent => _sent;

    /// <summary>Starts anew at a moment of the channel: with the next IDR frame, or right in the middle of a GOP.</summary>
    public void Start(TimeSpan moment, bool atIdr = true)
    {
        _run++;
        TimeSpan first = atIdr ? Gop * Math.Ceiling(moment / Gop) : moment;
        (_picture, _sound) = (SampleMark.FirstAt(true, first), SampleMark.FirstAt(false, first));
    }

    /// <summary>Starts anew with a clock that begins at zero.</summary>
    public void Restart(TimeSpan moment)
    {
        Start(moment);
        TimeSpan begin = new SampleMark(true, name, _run, _picture).Moment;
        Clock = mark => mark.Moment - begin;
    }

    /// <summary>Gives the last IDR frame before that long ago, and all behind it, once more.</summary>
    public void Repeat(TimeSpan length)
    {
        TimeSpan from = new SampleMark(true, name, _run, _picture).Moment - length;
        TimeSpan first = Gop * Math.Floor(from / Gop);
        (_picture, _sound) = (SampleMark.FirstAt(true, first), SampleMark.FirstAt(false, first));
    }

    /// <summary>The samples up to a moment of the channel, in order of their moments.</summary>
    public IEnumerable<EncodedSample> Until(TimeSpan moment)
    {
        while (true)
        {
            var picture = new SampleMark(true, name, _run, _picture);
            var sound = new SampleMark(false, name, _run, _sound);
            SampleMark next = picture.Moment <= sound.Moment ? picture : sound;
            if (next.Moment > moment)
            {
                yield break;
            }

            _picture += next.IsVideo ? 1 : 0;
            _sound += next.IsVideo ? 0 : 1;
            _sent.Add(next);
            yield return new EncodedSample(next, !next.IsVideo || next.Moment.Ticks % Gop.Ticks == 0, Clock(next));
        }
    }
}
