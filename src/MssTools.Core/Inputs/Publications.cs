namespace MssTools.Core.Inputs;

/// <summary>The publications of a session, whichever way they came: one for each name.</summary>
internal sealed class Publications
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, IPublication> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IPublication> _sending = [];

    /// <summary>
    /// Raised when the encoder of a publication is there, and when it has gone (false); in order, and under a lock.
    /// </summary>
    public event Action<IPublication, bool>? Changed;

    /// <summary>What encoders push to other machines: a name is taken there as it is here.</summary>
    public IPublicationsElsewhere Elsewhere { get; set; } = NoPublicationsElsewhere.Instance;

    /// <summary>The publications that an encoder sends now, by name.</summary>
    public IReadOnlyList<IPublication> Sending()
    {
        lock (_lock)
        {
            return [.. _byName.Values.Where(_sending.Contains)];
        }
    }

    /// <summary>Whether the encoder of a publication is there.</summary>
    public bool IsSending(IPublication publication)
    {
        lock (_lock)
        {
            return _sending.Contains(publication);
        }
    }

    /// <summary>Gives up the publication of a name: an encoder sends it to another machine now.</summary>
    public void Yield(string name)
    {
        if (Find(name) is { } taken)
        {
            Remove(taken);
            taken.Yield();
        }
    }

    /// <summary>Gives up those whose encoders have gone to another machine.</summary>
    /// <param name="names">What it says that it has.</param>
    public void YieldTo(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (Find(name) is { } left && !IsSending(left))
            {
                Yield(name);
            }
        }
    }

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
        TakeFromElsewhere(publication.Name, takeOver);
        IPublication? former;
        lock (_lock)
        {
            if (_byName.TryGetValue(publication.Name, out former) && !takeOver)
            {
                throw Taken(publication.Name, former.Source);
            }

            if (former is not null)
            {
                NoteLocked(former, isSending: false);
            }

            _byName[publication.Name] = publication;
            NoteLocked(publication, isSending: true);
        }

        former?.Complete();
    }

    /// <summary>Ends a publication and gives its name free, unless another has taken it over.</summary>
    public void Remove(IPublication publication)
    {
        lock (_lock)
        {
            if (_byName.GetValueOrDefault(publication.Name) == publication)
            {
                NoteLocked(publication, isSending: false);
                _byName.Remove(publication.Name);
            }
        }

        publication.Complete();
    }

    /// <summary>Notes whether the encoder of a publication that has its name is there; some may come back.</summary>
    public void Note(IPublication publication, bool isSending)
    {
        lock (_lock)
        {
            if (_byName.GetValueOrDefault(publication.Name) == publication)
            {
                NoteLocked(publication, isSending);
            }
        }
    }

    private void TakeFromElsewhere(string name, bool takeOver)
    {
        if (Elsewhere.Find(name) is not { } rival)
        {
            return;
        }

        if (takeOver)
        {
            Elsewhere.End(name);
        }
        else if (Elsewhere.IsHeld(name))
        {
            throw Taken(name, rival.Source);
        }
    }

    private static MssException Taken(string name, string source) => new(
        MssError.AlreadyExists,
        $"'{name}' is being published by {source}.",
        "Use another stream key or name, or start the ingest with -AllowTakeover.");

    private void NoteLocked(IPublication publication, bool isSending)
    {
        if (isSending ? _sending.Add(publication) : _sending.Remove(publication))
        {
            Changed?.Invoke(publication, isSending);
        }
    }
}
