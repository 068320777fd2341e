using System.Diagnostics;
using System.Globalization;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Live;

/// <summary>What a live group becomes when its process is asked to end, as service managers and terminals ask.</summary>
public class TerminateTests
{
    private static readonly TimeSpan s_patience = Patience.Of(60);

    [ToolTheory("kill")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Signal_LiveStream_EndsAsARecordingOfAllFragments(string signal)
    {
        using var folder = new TemporaryFolder();
        string group = folder.PathOf("group");
        using Process host = HostProcess.StartScript(
            folder, $"New-MSSStream -Path '{Repository.Samples[0]}' -Loop -TargetFolder . -GroupName group -ChunkLength 1 -Wait");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(Path.Join(group, "manifest.ismc")) && watch.Elapsed < s_patience)
        {
            await Task.Delay(50);
        }

        await Tool.RunAsync("kill", $"-{signal}", host.Id.ToString(CultureInfo.InvariantCulture));
        await host.WaitForExitAsync().WaitAsync(s_patience);

        ClientGroup recording = GroupLaws.Check(group, lookAhead: 2);
        Assert.False(recording.IsLive);
        Assert.NotEqual(0, host.ExitCode); // the signal still ends the process
    }
}
