using System.Diagnostics;
using System.Net.Http.Headers;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Hostile;

/// <summary>A viewer of one live group: loads the manifest every 2 s, and every fragment that is new in it.</summary>
internal sealed class GoodViewer : IDisposable
{
    private const long Gap = 1_000_000; // 100 ms of the manifest's ticks

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new() { Timeout = s_patience };
    private readonly Dictionary<string, long> _ends = [];
    private readonly string _name;
    private readonly Uri _manifest;
    private readonly bool _isContinuous;
    private readonly ViewerFigures _figures;
    private readonly RunLog _log;

    /// <summary>A viewer that has not begun.</summary>
    /// <param name="number">Of the viewer.</param>
    /// <param name="manifest">Address of the manifest.</param>
    /// <param name="isContinuous">False where gaps are expected, because the publisher comes and goes.</param>
    /// <param name="token">A bearer token, or null.</param>
    /// <param name="figures">Where all viewers of a kind note what they felt.</param>
    /// <param name="log">Where faults are told.</param>
    public GoodViewer(int number, Uri manifest, bool isContinuous, string? token, ViewerFigures figures, RunLog log)
    {
        (_name, _manifest, _isContinuous, _figures, _log) = ($"viewer {number}", manifest, isContinuous, figures, log);
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Watches until it is told to stop.</summary>
    /// <param name="delay">Before it begins.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, stop);
            using var every = new PeriodicTimer(s_every);
            do
            {
                await LookAsync(stop);
            }
            while (await every.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task LookAsync(CancellationToken stop)
    {
        if (await GetAsync(_manifest, _figures.AddManifest, stop) is not { } bytes)
        {
            return;
        }

        using var stream = new MemoryStream(bytes);
        foreach (ListedIndex index in ListedGroup.Parse(stream).Indexes.Where(i => i.Rows.Count > 0))
        {
            if (!_ends.TryGetValue(index.Name, out long end))
            {
                end = index.Rows[^1].Time; // it begins with the last one
            }

            foreach ((long time, long duration) in index.Rows.Where(r => r.Time >= end))
            {
                if (_isContinuous && time - end > Gap)
                {
                    _figures.AddMissed();
                    _log.Complain(_name, $"{_manifest}: {index.Name} has nothing from {end} to {time}");
                }

                foreach (string bitrate in index.Bitrates)
                {
                    await LoadAsync(new Uri(_manifest, index.PathOf(bitrate, time)), stop);
                }

                end = time + duration;
            }

            _ends[index.Name] = end;
        }
    }

    // As players do, once more where it fails.
    private async Task LoadAsync(Uri fragment, CancellationToken stop)
    {
        if (await GetAsync(fragment, _figures.AddFragment, stop) is null && await GetAsync(fragment, _figures.AddFragment, stop) is null)
        {
            _figures.AddMissed();
            _log.Complain(_name, $"{fragment} could not be had twice");
        }
    }

    private async Task<byte[]?> GetAsync(Uri address, Action<double> took, CancellationToken stop)
    {
        long begin = Stopwatch.GetTimestamp();
        try
        {
            byte[] bytes = await _client.GetByteArrayAsync(address, stop);
            took(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            return bytes;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            _figures.AddFailed();
            _log.Note(_name, $"{address} failed after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F0} ms: {failure.Message}");
            return null;
        }
    }
}
