namespace MssTools.Core.Outputs;

/// <summary>
/// Fragments that no published manifest names any more, until they are deleted. One that cannot be deleted is tried
/// again with later ones. Not thread-safe.
/// </summary>
/// <param name="sink">Where they are.</param>
internal sealed class ExpiredFragments(ISink sink)
{
    /// <summary>Paths that are remembered; files beyond stay on disk. A day of seconds.</summary>
    private const int MostRemembered = 86_400;

    /// <summary>A folder that refuses so many in a row refuses them all for now.</summary>
    private const int MostRefusals = 8;

    private readonly Queue<string> _waiting = new();

    /// <summary>How many were refused at the last attempt, or are waiting behind those.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many were given up because too many wait; their files stay.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Takes paths, to be deleted when a manifest without them is published.</summary>
    public void Add(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            _waiting.Enqueue(path);
            if (_waiting.Count > MostRemembered)
            {
                _waiting.Dequeue();
                Forgotten++;
            }
        }
    }

    /// <summary>Deletes what can be deleted now; refused ones go behind the others.</summary>
    /// <returns>Why the last refused one could not be deleted; null where nothing is left.</returns>
    public MssException? Delete()
    {
        MssException? refusal = null;
        int refusals = 0;
        for (int left = _waiting.Count; left > 0 && refusals < MostRefusals; left--)
        {
            string path = _waiting.Peek();
            try
            {
                sink.Delete(path);
                _waiting.Dequeue();
            }
            catch (MssException failure) when (failure.Code == MssError.SinkFailed)
            {
                _waiting.Enqueue(_waiting.Dequeue());
                (refusal, refusals) = (failure, refusals + 1);
            }
        }

        return refusal;
    }
}
