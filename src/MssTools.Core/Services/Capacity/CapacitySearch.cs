namespace MssTools.Core.Services.Capacity;

/// <summary>How many channels to try next: few first, which say what one takes, then as many as should fit, then what lies between enough and too many.</summary>
/// <param name="most">Not more than this.</param>
/// <param name="first">How many are tried first.</param>
/// <param name="cpuLimit">Percent of the processors that may be taken.</param>
internal sealed class CapacitySearch(int most, int first, double cpuLimit)
{
    /// <summary>Never more than so many times what ran well: what one takes says little of what hundreds take of a disk.</summary>
    private const int MostTimes = 6;

    private int _tooMany = most + 1;
    private double _cpu;

    /// <summary>The most that ran within all limits; 0: none.</summary>
    public int Enough { get; private set; }

    /// <summary>What kept more from it.</summary>
    public CapacityLimit Limit { get; private set; }

    /// <summary>How many to try; null: it is known to a tenth.</summary>
    public int? Next => Enough == 0 && _tooMany > most ? Math.Min(first, most)
        : _tooMany - Enough <= Math.Max(1, Enough / 10) ? null
        : _tooMany > most ? Math.Clamp(Fitting(0.95), Enough + Math.Max(1, Enough / 10), Math.Max(Enough + 1, Math.Min(most, Enough * MostTimes)))
        : Math.Clamp(Enough > 0 && Limit == CapacityLimit.Processor ? Fitting(0.97) : (Enough + _tooMany) / 2, Enough + Part(1), _tooMany - Part(1));

    /// <summary>Notes how a number of channels ran.</summary>
    /// <param name="step">What was measured.</param>
    /// <param name="idleCpu">Percent of the processors that were taken without channels.</param>
    public void Note(MssCapacityStep step, double idleCpu)
    {
        _cpu = Math.Max(0.001, (step.CpuPercent - idleCpu) / Math.Max(1, step.Channels));
        if (step.Limit is { } limit)
        {
            (_tooMany, Limit) = (Math.Min(_tooMany, step.Channels), limit);
        }
        else
        {
            Enough = Math.Max(Enough, step.Channels);
        }
    }

    private int Fitting(double part) => (int)Math.Min(most, part * cpuLimit / _cpu);

    // Neither end again, and not just beside it.
    private int Part(int least) => Math.Max(least, (_tooMany - Enough) / 5);
}
