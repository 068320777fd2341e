namespace MssTools.Cluster;

/// <summary>
/// What streams store a second, each smoothed by itself: one that leaves takes its rate with it at once, and one that has just come counts as the others
/// do on average.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class RateMeter(TimeProvider time)
{
    /// <summary>What the newest measure counts; fragments come in lumps.</summary>
    private const double Newest = 0.2;

    private readonly Dictionary<int, (long Bytes, double? Rate)> _streams = [];
    private long _at = time.GetTimestamp();

    /// <summary>The sum, in bytes a second.</summary>
    /// <param name="streams">Those there are now.</param>
    public double Measure(IReadOnlyList<MssStream> streams)
    {
        double seconds = Math.Max(0.1, time.GetElapsedTime(_at).TotalSeconds);
        _at = time.GetTimestamp();
        foreach (int gone in _streams.Keys.Except(streams.Select(stream => stream.Id)).ToList())
        {
            _streams.Remove(gone);
        }

        foreach (MssStream stream in streams)
        {
            double? rate = null;
            if (_streams.TryGetValue(stream.Id, out (long Bytes, double? Rate) before) && stream.Bytes >= before.Bytes)
            {
                double now = (stream.Bytes - before.Bytes) / seconds;
                rate = before.Rate is { } smooth ? smooth + (Newest * (now - smooth)) : before.Bytes > 0 ? now : null;
            }

            _streams[stream.Id] = (stream.Bytes, rate);
        }

        double[] known = [.. _streams.Values.Where(stream => stream.Rate is not null).Select(stream => stream.Rate!.Value)];
        return known.Length == 0 ? 0 : known.Sum() + ((_streams.Count - known.Length) * known.Average());
    }
}
