using System.Diagnostics;

namespace MssTools.Bench;

/// <summary>Looks at what a stream lists and notes how long after its last packet each fragment was listed.</summary>
/// <param name="count">How many fragments of pictures are listed by now.</param>
/// <param name="publisher">Sends the stream.</param>
internal sealed class ListingWatch(Func<int> count, Publisher publisher)
{
    private int _listed;

    /// <summary>Delays so far, in milliseconds.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>Looks once.</summary>
    public void Look()
    {
        int listed = count();
        long now = Stopwatch.GetTimestamp();
        for (; _listed < listed && _listed < publisher.Feed.FragmentEnds.Count; _listed++)
        {
            long sent = publisher.SentAt(publisher.Feed.FragmentEnds[_listed]);
            if (sent > 0)
            {
                Delays.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            }
        }
    }
}
