using System.Diagnostics;

namespace MssTools.Bench.Disturbed;

/// <summary>Writes down what happened when; complaints are printed at once.</summary>
/// <param name="path">A file for all of it.</param>
/// <param name="seed">Stands in each complaint.</param>
internal sealed class RunLog(string path, int seed) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(path) { AutoFlush = true };
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>How long the run has lasted.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>How many complaints there are.</summary>
    public int Complaints { get; private set; }

    /// <summary>Writes down what is no fault.</summary>
    public void Note(string name, string what)
    {
        lock (_lock)
        {
            _file.WriteLine($"{Elapsed:hh\\:mm\\:ss} {name}: {what}");
        }
    }

    /// <summary>Writes down and prints a fault.</summary>
    public void Complain(string name, string what)
    {
        Note(name, "FAULT: " + what);
        lock (_lock)
        {
            Complaints++;
            Console.WriteLine($"FAULT at {Elapsed:hh\\:mm\\:ss}, seed {seed}, {name}: {what}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
