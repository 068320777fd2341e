using System.Collections.Concurrent;

namespace MssTools.Core.Origin;

/// <summary>
/// Answers for fragments that were asked for a moment ago, by request target: viewers of a channel ask for the same few, and
/// neither names nor disk need a second look within a tenth of a second.
/// </summary>
internal sealed class HotAnswers(TimeProvider time)
{
    private const int MostAnswers = 4096;

    /// <summary>What players ask for is shorter; what is longer is made to fill memory.</summary>
    private const int LongestTarget = 512;

    private static readonly TimeSpan s_trust = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The answer and path of a target; false where they are not known or too old.</summary>
    public bool TryGet(string target, out Answer answer, out RequestPath path)
    {
        bool isFresh = _entries.TryGetValue(target, out Entry entry) && time.GetElapsedTime(entry.Taken) < s_trust;
        (answer, path) = (entry.Answer, entry.Path);
        return isFresh;
    }

    /// <summary>Remembers an answer that was just looked up.</summary>
    public void Add(string target, Answer answer, RequestPath path)
    {
        if (target.Length > LongestTarget)
        {
            return;
        }

        if (_entries.Count >= MostAnswers)
        {
            _entries.Clear();
        }

        _entries[target] = new Entry(answer, path, time.GetTimestamp());
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _entries.Clear();

    private readonly record struct Entry(Answer Answer, RequestPath Path, long Taken);
}
