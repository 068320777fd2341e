using System.Diagnostics;

namespace MssTools.Bench;

/// <summary>Looks at a stream's manifest and notes how long after its last packet each fragment was listed.</summary>
internal sealed class ListingWatch(string path, RtmpPublisher publisher, RtmpFeed feed, Func<string, int> countFragments)
{
    private DateTime _written;
    private int _listed;

    /// <summary>Delays so far, in milliseconds.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>Looks once.</summary>
    public void Look()
    {
        DateTime written = File.GetLastWriteTimeUtc(path);
        if (written == _written || !File.Exists(path))
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        int listed;
        try
        {
            listed = countFragments(File.ReadAllText(path));
        }
        catch (IOException)
        {
            return; // replaced at this moment
        }

        _written = written;
        for (; _listed < listed && _listed + 1 < feed.Keyframes.Count; _listed++)
        {
            // Fragment n ends before keyframe n + 1.
            long sent = publisher.SentAt(feed.Keyframes[_listed + 1] - 1);
            if (sent > 0)
            {
                Delays.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            }
        }
    }
}
