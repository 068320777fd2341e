using System.Diagnostics;
using MssTools.Integration.Tests.Exactness;

namespace MssTools.Integration.Tests.Clients;

/// <summary>GStreamer's mssdemux, with a file for every packet that comes out of it.</summary>
internal sealed class GStreamerPlayer : IDisposable
{
    private readonly TemporaryFolder _packets = new();
    private readonly Process _process;
    private readonly Task<string> _complaints;
    private readonly Task<string> _chatter;

    /// <summary>Starts to play.</summary>
    /// <param name="manifest">Address of the manifest.</param>
    public GStreamerPlayer(Uri manifest)
    {
        string[] source = ["souphttpsrc", $"location={manifest}", "!", "mssdemux", "name=demux"];
        _process = Tool.Start(
            "gst-launch-1.0", _packets.FullName, ["-q", .. source, .. Branch("video_00", "video/x-h264", 'v'), .. Branch("audio_00", "audio/mpeg", 'a')]);
        _complaints = _process.StandardError.ReadToEndAsync();
        _chatter = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Waits until the player ends by itself.</summary>
    /// <exception cref="InvalidOperationException">It reports an error, or goes on and on.</exception>
    public async Task FinishAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"mssdemux did not end in {patience}: {await _complaints}{await _chatter}");
        }

        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"gst-launch-1.0 ended with {_process.ExitCode}: {await _complaints}{await _chatter}");
        }
    }

    /// <summary>Plays until so many packets came out, then stops.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task PlayAsync(int pictures, int sounds, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (!_process.HasExited && !limit.IsCancellationRequested && (FilesOf('v').Count < pictures || FilesOf('a').Count < sounds))
        {
            await Task.Delay(100, CancellationToken.None);
        }

        bool ended = _process.HasExited;
        if (!ended)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // The last file of each may have been cut short.
        File.Delete(FilesOf('v').LastOrDefault("none"));
        File.Delete(FilesOf('a').LastOrDefault("none"));
        if (ended || limit.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"{FilesOf('v').Count} pictures and {FilesOf('a').Count} sounds came out of mssdemux: {await _complaints}{await _chatter}");
        }
    }

    /// <summary>Hashes of the packets of a track, in the order in which they came out.</summary>
    public IReadOnlyList<string> HashesOf(bool video) =>
        [.. FilesOf(video ? 'v' : 'a').Select(file => SourcePacket.HashOf(File.ReadAllBytes(file)))];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _packets.Dispose();
    }

    private List<string> FilesOf(char name) =>
        [.. Directory.EnumerateFiles(_packets.FullName, $"{name}*").Order(StringComparer.Ordinal)];

    private static string[] Branch(string pad, string caps, char name) =>
        [$"demux.{pad}", "!", "queue", "!", "qtdemux", "!", caps, "!", "queue", "!", "multifilesink", $"location={name}%06d", "sync=false"];
}
