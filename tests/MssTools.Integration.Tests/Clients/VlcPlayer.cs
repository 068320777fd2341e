using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MssTools.Integration.Tests.Clients;

/// <summary>VLC, which writes what it plays into a transport stream. It refuses to be root, so root plays as nobody.</summary>
internal sealed class VlcPlayer : IDisposable
{
    private const string Nobody = "65534";
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _home = new();
    private readonly Process _process;
    private readonly Task<string> _complaints;
    private readonly Task<string> _chatter;

    /// <summary>Starts to play.</summary>
    /// <param name="manifest">Address of the manifest.</param>
    public VlcPlayer(Uri manifest)
    {
        string[] command =
        [
            "env", $"HOME={_home.FullName}", "cvlc", "--no-interact", "--play-and-exit",
            "--sout", $"#std{{access=file,mux=ts,dst={Recording}}}", manifest.ToString(), "vlc://quit",
        ];
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups"] : [];
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_home.FullName, (UnixFileMode)0x1FF); // for all
        }

        _process = Tool.Start(user.Concat(command).First(), _home.FullName, user.Concat(command).Skip(1));
        _complaints = _process.StandardError.ReadToEndAsync();
        _chatter = _process.StandardOutput.ReadToEndAsync();
    }

    private string Recording => _home.PathOf("played.ts");

    /// <summary>Waits until the player ends by itself.</summary>
    /// <exception cref="InvalidOperationException">It goes on and on.</exception>
    public async Task FinishAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
            throw new InvalidOperationException($"VLC did not end in {patience}: {await _complaints}{await _chatter}");
        }
    }

    /// <summary>Plays until more than so many pictures and frames of sound came out, then stops.</summary>
    /// <exception cref="InvalidOperationException">It ended before, or they did not come in time.</exception>
    public async Task PlayAsync(int pictures, int sounds, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        (int Pictures, int Sounds) count = default;
        while (!_process.HasExited && !limit.IsCancellationRequested && (count.Pictures <= pictures || count.Sounds <= sounds))
        {
            await Task.Delay(s_pause, CancellationToken.None);
            count = File.Exists(Recording) && new FileInfo(Recording).Length > 0 ? await CountAsync() : default;
        }

        bool ended = _process.HasExited;
        await StopAsync();
        if (ended || limit.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"VLC {(ended ? "gave up" : "was too slow")} after {count}: {await _complaints}{await _chatter}");
        }
    }

    /// <summary>Pictures and frames of sound that were played.</summary>
    public async Task<(int Pictures, int Sounds)> CountAsync()
    {
        byte[] counted = await Tool.RunAsync(
            "ffprobe", "-v", "fatal", "-count_packets", "-show_entries", "stream=codec_type,nb_read_packets", "-of", "csv=p=0", Recording);
        var counts = Encoding.ASCII.GetString(counted).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(','))
            .Where(fields => fields is ["video" or "audio", _])
            .DistinctBy(fields => fields[0])
            .ToDictionary(fields => fields[0], fields => int.Parse(fields[1], CultureInfo.InvariantCulture));
        return (counts.GetValueOrDefault("video"), counts.GetValueOrDefault("audio"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _home.Dispose();
    }

    private async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }
}
