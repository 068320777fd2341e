namespace MssTools.Core.Outputs;

/// <summary>What goes wrong with the storing of a live group and gets well again, by kind. Not thread-safe.</summary>
/// <param name="fragments">What its fragments are called, in the plural.</param>
/// <param name="definition">The group.</param>
/// <param name="time">The clock.</param>
internal sealed class StoringTroubles(string fragments, StreamDefinition definition, TimeProvider time)
{
    // A disk that is nearly full takes the small fragments and refuses the large ones: that is one trouble, not many.
    private readonly TimeSpan _goodSpell = definition.FragmentLength + TimeSpan.FromSeconds(1);

    private readonly StoringTrouble _fragments = new(fragments, "are left out", "were left out");
    private readonly StoringTrouble _manifests = new("manifests", "cannot be stored", "could not be stored");
    private readonly StoringTrouble _deletions = new("expired fragments", "cannot be deleted", "could not be deleted");
    private long _lastLeftOut;
    private long _undeleted;

    /// <summary>The worst of what fails now; null while nothing does.</summary>
    public MssException? Current => WorstFirst().Select(t => t.Current).FirstOrDefault(t => t is not null);

    /// <summary>A sentence for each kind that there was.</summary>
    /// <param name="isOver">True when nothing more will come.</param>
    public IEnumerable<string> Sentences(bool isOver) => WorstFirst().Select(t => t.Sentence(isOver)).OfType<string>();

    /// <summary>Notes a fragment that is left out; true if it is the first since all was well.</summary>
    public bool LeftOut(FragmentNotice fragment, MssException reason)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        _lastLeftOut = time.GetTimestamp();
        return _fragments.Begin(reason, $"from {fragment.Path} on");
    }

    /// <summary>Notes a fragment that is stored; true if that ends a trouble.</summary>
    public bool Stored() => time.GetElapsedTime(_lastLeftOut) >= _goodSpell && _fragments.End();

    /// <summary>Notes an attempt to store manifests; true if that begins or ends a trouble.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    public bool Published(MssException? failure) => failure is null ? _manifests.End() : _manifests.Begin(failure, Since());

    /// <summary>Notes an attempt to delete expired fragments; true if that begins or ends a trouble.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    /// <param name="left">How many are still there.</param>
    public bool Deleted(MssException? failure, long left)
    {
        long more = Math.Max(0, left - _undeleted);
        _undeleted = left;
        return failure is null ? _deletions.End() : _deletions.Begin(failure, Since(), more);
    }

    private StoringTrouble[] WorstFirst() => [_fragments, _manifests, _deletions];

    private string Since() => $"since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC";
}
