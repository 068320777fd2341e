using MssTools.Integration.Tests.Reading;
using Xunit.Sdk;

namespace MssTools.Integration.Tests.Faults;

/// <summary>
/// A client that reads a group all the time while it is written: every manifest, and every fragment as soon as it is
/// listed. It collects complaints instead of failing at the first.
/// </summary>
internal sealed class GroupWatch : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_pauseOfRun = TimeSpan.FromMilliseconds(160);

    private readonly string _folder;
    private readonly SortedDictionary<string, WatchedLevel> _levels = new(StringComparer.Ordinal);
    private readonly List<string> _complaints = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private byte[] _known = [];

    /// <summary>Begins to watch a group's folder, which need not exist yet.</summary>
    /// <param name="folder">The group's folder.</param>
    /// <param name="time">The run's clock, which waits for this client; null where the group keeps to our clock.</param>
    public GroupWatch(string folder, FaultTime? time = null)
    {
        _folder = folder;
        _watching = Task.Run(() => time is null ? WatchAsync() : WatchAsync(time));
    }

    /// <summary>What was wrong; empty: nothing.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>The quality levels, by kind and bit rate.</summary>
    public IReadOnlyDictionary<string, WatchedLevel> Levels => _levels;

    /// <summary>Manifests that differed from the one before.</summary>
    public int Manifests { get; private set; }

    /// <summary>Names of StreamIndexes, in the order in which they were first seen together.</summary>
    public List<string> Shapes { get; } = [];

    /// <summary>The levels of pictures.</summary>
    public IReadOnlyList<WatchedLevel> Video => [.. _levels.Where(l => l.Key.StartsWith("video", StringComparison.Ordinal)).Select(l => l.Value)];

    /// <summary>The levels of sound.</summary>
    public IReadOnlyList<WatchedLevel> Audio => [.. _levels.Where(l => l.Key.StartsWith("audio", StringComparison.Ordinal)).Select(l => l.Value)];

    /// <summary>Ends watching, after a last look.</summary>
    public void Finish()
    {
        _stop.Cancel();
        _watching.Wait();
        Look();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _watching.Wait();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Look();
            await Task.Delay(s_pause, CancellationToken.None);
        }
    }

    private async Task WatchAsync(FaultTime time)
    {
        using FaultTime.Turn turn = time.Enter(drives: false);
        while (!_stop.IsCancellationRequested)
        {
            Look();
            for (TimeSpan next = time.Elapsed + s_pauseOfRun; time.Elapsed < next && !_stop.IsCancellationRequested;)
            {
                await Task.WhenAny(turn.EndAsync(), Task.Delay(Timeout.Infinite, _stop.Token));
            }
        }
    }

    private void Look()
    {
        if (Load() is not { } group || group.Manifest.AsSpan().SequenceEqual(_known))
        {
            return;
        }

        _known = group.Manifest;
        Manifests++;
        string shape = string.Join(' ', group.Indexes.Select(i => $"{i.Name}:{i.Levels.Count}"));
        if (Shapes.LastOrDefault() != shape)
        {
            Shapes.Add(shape);
        }

        foreach (ClientIndex index in group.Indexes)
        {
            foreach (ClientLevel level in index.Levels)
            {
                Look(group, index, level);
            }
        }
    }

    private void Look(ClientGroup group, ClientIndex index, ClientLevel level)
    {
        string name = $"{(index.IsVideo ? "video" : "audio")} {level.Bitrate}";
        if (!_levels.TryGetValue(name, out WatchedLevel? watched))
        {
            _levels.Add(name, watched = new WatchedLevel(name, time => Read(group.PathOf(index, level, time), index.IsVideo)));
        }

        foreach ((long Time, long Duration) row in index.Rows)
        {
            if (watched.Knows(row, _complaints))
            {
                continue;
            }

            try
            {
                byte[] bytes = File.ReadAllBytes(group.PathOf(index, level, row.Time));
                watched.Add(row, ClientFragment.Parse(bytes, index.IsVideo), _complaints);
            }
            catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
            {
                if (IsStillListed(index.Name, level.Bitrate, row.Time))
                {
                    _complaints.Add($"{name}: {row.Time} is listed, but not there.");
                }
            }
            catch (Exception broken) when (broken is XunitException or InvalidDataException or ArgumentException)
            {
                _complaints.Add($"{name}: {row.Time} is not whole: {broken.Message}");
            }
        }
    }

    private static ClientFragment? Read(string path, bool isVideo) =>
        File.Exists(path) ? ClientFragment.Parse(File.ReadAllBytes(path), isVideo) : null;

    // A slow reader may find that the window has gone on.
    private bool IsStillListed(string index, string bitrate, long time) => Load()?.Indexes.Any(i =>
        i.Name == index && i.Levels.Any(l => l.Bitrate == bitrate) && i.Rows.Any(r => r.Time == time)) == true;

    private ClientGroup? Load()
    {
        try
        {
            return ClientGroup.Load(_folder);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
