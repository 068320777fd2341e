namespace MssTools.Bench.Hostile;

/// <summary>What the viewers of one kind felt.</summary>
internal sealed class ViewerFigures
{
    private readonly Lock _lock = new();
    private readonly List<double> _manifests = [];
    private readonly List<double> _fragments = [];
    private int _failed;

    /// <summary>Fragments that a viewer did not get.</summary>
    public int Missed { get; private set; }

    /// <summary>Notes a manifest that took so many milliseconds.</summary>
    public void AddManifest(double took)
    {
        lock (_lock)
        {
            _manifests.Add(took);
        }
    }

    /// <summary>Notes a fragment that took so many milliseconds.</summary>
    public void AddFragment(double took)
    {
        lock (_lock)
        {
            _fragments.Add(took);
        }
    }

    /// <summary>Notes a request that failed.</summary>
    public void AddFailed()
    {
        lock (_lock)
        {
            _failed++;
        }
    }

    /// <summary>Notes a fragment that was not listed, or could not be had.</summary>
    public void AddMissed()
    {
        lock (_lock)
        {
            Missed++;
        }
    }

    /// <summary>The figures so far in cells of a table; times begin anew.</summary>
    public string Take()
    {
        lock (_lock)
        {
            string cells = $"{_manifests.Count} | {Percentiles.Of(_manifests)} | {_fragments.Count} | {Percentiles.Of(_fragments)} | {_failed} | {Missed}";
            _manifests.Clear();
            _fragments.Clear();
            _failed = 0;
            return cells;
        }
    }
}
