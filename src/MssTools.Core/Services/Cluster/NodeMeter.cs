using System.Net.NetworkInformation;

namespace MssTools.Core.Services.Cluster;

/// <summary>Measures what this process takes of its machine. What is a rate is that since it was asked before.</summary>
internal sealed class NodeMeter(TimeProvider time)
{
    /// <summary>Shorter times say nothing of a rate.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private long _at = time.GetTimestamp();
    private TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private long? _network; // null until it is asked for: looking at the cards costs, and most sessions never ask
    private double _load;
    private double? _rate;

    /// <summary>The machine as a node.</summary>
    /// <param name="folder">Full path; the room of its disk is told.</param>
    /// <param name="streams">What runs.</param>
    public MssNode Measure(string folder, IReadOnlyList<MssStream> streams)
    {
        lock (_lock)
        {
            Renew();
            return new MssNode
            {
                Name = Environment.MachineName,
                GroupCount = streams.Where(Runs).DistinctBy(s => (s.TargetFolder, s.GroupName)).Count(),
                StreamCount = streams.Count(Runs),
                CpuLoad = _load,
                MemoryBytes = Environment.WorkingSet,
                DiskFreeBytes = FreeOf(folder),
                NetworkBytesPerSecond = _rate,
                Version = ServiceHost.Version,
                StartTime = _started,
            };
        }
    }

    private static bool Runs(MssStream stream) => stream.State is StreamState.Running or StreamState.Waiting;

    private void Renew()
    {
        long now = time.GetTimestamp();
        TimeSpan span = time.GetElapsedTime(_at, now);
        if (span < s_least)
        {
            return;
        }

        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long? network = NetworkBytes();
        _load = Math.Clamp((processor - _processor) / span / Environment.ProcessorCount, 0, 1);
        _rate = (network - _network) / span.TotalSeconds;
        (_at, _processor, _network) = (now, processor, network);
    }

    private static long FreeOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }

    private static long? NetworkBytes()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .Select(card => card.GetIPStatistics())
                .Sum(statistics => statistics.BytesReceived + statistics.BytesSent);
        }
        catch (Exception failure) when (failure is NetworkInformationException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
