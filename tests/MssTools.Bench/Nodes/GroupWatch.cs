using System.Diagnostics;
using System.Security.Cryptography;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Nodes;

/// <summary>
/// A client of one group that lists all it ever had: what was listed once stays listed as it was, times go forwards, and each fragment is there, whole, and the
/// same to the end.
/// </summary>
/// <param name="name">Name of the group.</param>
/// <param name="target">Where it is.</param>
/// <param name="log">Gets complaints.</param>
internal sealed class GroupWatch(string name, NodesTarget target, RunLog log)
{
    private const string Manifest = "manifest.ismc";
    private const int Announced = 2;
    private const long LeastGap = TimeSpan.TicksPerSecond / 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyList<(long Time, long Duration)>> _rows = [];
    private readonly Dictionary<string, byte[]> _hashes = new(StringComparer.Ordinal);
    private readonly List<Listed> _pictures = [];

    /// <summary>Name of the group.</summary>
    public string Name => name;

    /// <summary>Rows of pictures so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pictures.Count;
            }
        }
    }

    /// <summary>How many fragments were read.</summary>
    public int Fragments => _hashes.Count;

    /// <summary>Rows of pictures from one on.</summary>
    public IReadOnlyList<Listed> From(int first)
    {
        lock (_lock)
        {
            return _pictures[first..];
        }
    }

    /// <summary>Reads the manifest, and every fragment that is new in it.</summary>
    public void Look()
    {
        try
        {
            Look(isEnd: false);
        }
        catch (MssException failure)
        {
            log.Note(name, $"cannot be read now: {failure.Message}");
        }
    }

    /// <summary>Reads everything that is listed once more, when nobody writes any more.</summary>
    public void LookAtAll() => Look(isEnd: true);

    /// <summary>Whether one of the next fragments behind one does not follow.</summary>
    /// <param name="place">Its path, and where in it.</param>
    public bool IsBeforeGap(string place) => _rows.Values.Any(rows => Enumerable.Range(0, rows.Count)
        .Where(i => place.Contains($"/{rows[i].Time}.", StringComparison.Ordinal))
        .Any(i => Enumerable.Range(i, Announced).Any(next => next + 1 >= rows.Count || rows[next + 1].Time - rows[next].Time - rows[next].Duration > LeastGap)));

    private void Look(bool isEnd)
    {
        if (Load() is not { } group)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        foreach (string gone in _rows.Keys.Except(group.Indexes.Select(i => i.Name)))
        {
            log.Complain(name, $"{gone} is listed no more");
        }

        foreach (ListedIndex index in group.Indexes)
        {
            IReadOnlyList<(long Time, long Duration)> before = _rows.GetValueOrDefault(index.Name, []);
            CheckRows(index, before);
            _rows[index.Name] = index.Rows;
            foreach ((long time, long duration) in index.Rows.Skip(isEnd ? 0 : before.Count))
            {
                foreach (string bitrate in index.Bitrates)
                {
                    CheckFragment(index, bitrate, time, duration);
                }
            }

            if (index.Name == "video")
            {
                lock (_lock)
                {
                    _pictures.AddRange(index.Rows.Skip(_pictures.Count).Select(row => new Listed(now, row.Time, row.Duration)));
                }
            }
        }
    }

    private ListedGroup? Load()
    {
        if (target.Read(name, Manifest) is not { } bytes)
        {
            if (_rows.Count > 0)
            {
                log.Complain(name, "the manifest is there no more");
            }

            return null;
        }

        try
        {
            return ListedGroup.Parse(new MemoryStream(bytes));
        }
        catch (InvalidDataException broken)
        {
            log.Complain(name, $"the manifest cannot be read: {broken.Message}");
            return null;
        }
    }

    private void CheckRows(ListedIndex index, IReadOnlyList<(long Time, long Duration)> before)
    {
        if (!index.Rows.Take(before.Count).SequenceEqual(before))
        {
            int at = Enumerable.Range(0, before.Count).First(i => i >= index.Rows.Count || index.Rows[i] != before[i]);
            log.Complain(
                name, $"{index.Name}: row {at} of {before.Count} was {before[at]}, is {(at < index.Rows.Count ? index.Rows[at].ToString() : "none")} of {index.Rows.Count}");
        }

        for (int i = Math.Max(1, before.Count); i < index.Rows.Count; i++)
        {
            (long time, long duration) = index.Rows[i - 1];
            if (index.Rows[i].Time < time + duration)
            {
                log.Complain(name, $"{index.Name}: {index.Rows[i].Time} is listed behind {time} + {duration}");
            }
        }
    }

    private void CheckFragment(ListedIndex index, string bitrate, long time, long duration)
    {
        string path = index.PathOf(bitrate, time);
        if (target.Read(name, path) is not { } bytes)
        {
            log.Complain(name, $"{path} is listed, but not there");
            return;
        }

        byte[] hash = SHA256.HashData(bytes);
        if (!_hashes.TryAdd(path, hash))
        {
            if (!hash.AsSpan().SequenceEqual(_hashes[path]))
            {
                log.Complain(name, $"{path} has other bytes than when it was listed first");
            }

            return;
        }

        try
        {
            var fragment = FragmentFile.Parse(bytes, index.IsVideo);
            if (fragment.Time != time || fragment.Duration != duration)
            {
                log.Complain(name, $"{path} is listed as {time} + {duration}, is {fragment.Time} + {fragment.Duration}");
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or ArgumentException)
        {
            log.Complain(name, $"{path} is not whole: {broken.Message}");
        }
    }
}

/// <summary>A fragment of pictures that was listed.</summary>
/// <param name="Seen">When it was seen first, as a timestamp of the stopwatch.</param>
/// <param name="Time">Its time.</param>
/// <param name="Duration">How long it lasts.</param>
internal readonly record struct Listed(long Seen, long Time, long Duration);
