namespace MssTools.Core.Inputs;

/// <summary>The publications of a session, whichever way they came: one for each name.</summary>
internal sealed class Publications
{
    private readonly Lock _lock = new();
    /// <summary>Raised when a publication has a name, and when it has it no more (false).</summary>
    public event Action<IPublication, bool>? Changed;

    private readonly SortedDictionary<string, IPublication> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All publications, by name.</summary>
    public IReadOnlyList<IPublication> List()
    {
        lock (_lock)
        {
            return [.. _byName.Values];
        }
    }

    /// <summary>The publication of a name, or null.</summary>
    public IPublication? Find(string name)
    {
        lock (_lock)
        {
            return _byName.GetValueOrDefault(name);
        }
    }

    /// <summary>Takes a name for a publication.</summary>
    /// <param name="publication">The new one.</param>
    /// <param name="takeOver">Whether it may end the one that has the name.</param>
    /// <exception cref="MssException">AlreadyExists: another publisher has the name.</exception>
    public void Add(IPublication publication, bool takeOver)
    {
        IPublication? former;
        lock (_lock)
        {
            if (_byName.TryGetValue(publication.Name, out former) && !takeOver)
            {
                throw new MssException(
                    MssError.AlreadyExists,
                    $"'{publication.Name}' is being published by {former.Source}.",
                    "Use another stream key or name, or start the ingest with -AllowTakeover.");
            }

            _byName[publication.Name] = publication;
        }

        former?.Complete();
        Changed?.Invoke(publication, true);
    }

    /// <summary>Ends a publication and gives its name free, unless another has taken it over.</summary>
    public void Remove(IPublication publication)
    {
        lock (_lock)
        {
            if (_byName.GetValueOrDefault(publication.Name) == publication)
            {
                _byName.Remove(publication.Name);
            }
        }

        publication.Complete();
        Changed?.Invoke(publication, false);
    }
}
