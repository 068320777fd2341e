using System.Diagnostics;

namespace MssTools.Fuzz;

/// <summary>Has inputs consumed and watches what happens.</summary>
/// <param name="consume">Reads an input; what it may throw is an MssException.</param>
internal sealed class Victim(Action<byte[]> consume)
{
    private const long MostAllocated = 64 * 1024 * 1024;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Inputs that were read to their end.</summary>
    public long Whole { get; private set; }

    /// <summary>Inputs that were refused with a clear error.</summary>
    public long Refused { get; private set; }

    /// <summary>The longest time that an input took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>The most bytes that an input made us allocate, its own size not counted.</summary>
    public long LargestAllocation { get; private set; }

    /// <summary>Runs one input; says what is wrong, or null.</summary>
    public string? Run(byte[] input)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true); // RTMP changes threads
        var watch = Stopwatch.StartNew();
        string? finding = null;
        try
        {
            consume(input);
            Whole++;
        }
        catch (MssException)
        {
            Refused++;
        }
#pragma warning disable CA1031 // Finding these is what this program is for.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            finding = bug.ToString();
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before - input.Length;
        LargestAllocation = Math.Max(LargestAllocation, allocated);
        Slowest = watch.Elapsed > Slowest ? watch.Elapsed : Slowest;
        return finding
            ?? (watch.Elapsed > s_longest ? $"took {watch.Elapsed}" : null)
            ?? (allocated > MostAllocated ? $"allocated {allocated} bytes for {input.Length}" : null);
    }
}
