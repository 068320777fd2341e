namespace MssTools.Bench.Disturbed;

/// <summary>What one kind of disturbance did to one input.</summary>
internal sealed class Toll
{
    /// <summary>How often it came.</summary>
    public int Times { get; set; }

    /// <summary>Longest time until the group went on, behind the end of the disturbance.</summary>
    public TimeSpan LongestReturn { get; private set; }

    /// <summary>Time without pictures in the group because of it.</summary>
    public TimeSpan Missing { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(TimeSpan took, TimeSpan missing)
    {
        LongestReturn = took > LongestReturn ? took : LongestReturn;
        Missing += missing;
    }
}
