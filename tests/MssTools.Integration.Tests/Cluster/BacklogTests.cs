using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>A folder of recordings, as a user pipes it to a cluster, while a node dies.</summary>
[Collection(nameof(ClusterTests))]
public sealed class BacklogTests : ClusterTest
{
    private const int Files = 60;

    private readonly ITestOutputHelper _output;
    private readonly RedisServer _redis;

    public BacklogTests(ITestOutputHelper output)
        : this(output, new RedisServer())
    {
    }

    private BacklogTests(ITestOutputHelper output, RedisServer redis)
        : base(output, redis) => (_output, _redis) = (output, redis);

    private protected override Uri Store => _redis.Address;

    [PlayerFact("redis-server", "pwsh")]
    public async Task Job_OverThreeNodes_OneOfWhichDies_EachFileIsMadeOnce_AndLeftAloneTheNextTime()
    {
        string source = Repository.PathOf("examples/media/high.mp4");
        NodeProcess[] nodes = [await StartAsync("a"), await StartAsync("b"), await StartAsync("c")];
        string media = PathOf("media");
        Directory.CreateDirectory(media);
        for (int i = 1; i <= Files; i++)
        {
            string file = Path.Join(media, string.Create(CultureInfo.InvariantCulture, $"film{i:00}.mp4"));
            File.Copy(source, file);
            Packager.Package(Packager.Recorded(PathOf("alone"), file) with { GroupName = Path.GetFileNameWithoutExtension(file) }, [file]); // what one machine makes of it
        }

        string command = $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{Repository.PathOf("MssTools.psd1")}}'
            $null = Connect-MSSService -StatePath '{{PathOf("a")}}'
            $job = Get-ChildItem '{{media}}' -Filter *.mp4 | New-MSSStream -TargetFolder '{{PathOf("web")}}' -IsLive $false -ChunkLength 2 -AsJob
            $streams = Receive-Job $job -Wait
            "state $($job.State)"
            $streams | Group-Object State -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" }
            "untouched $(@($streams | Where-Object Id -eq 0).Count)"
            """;
        var watch = Stopwatch.StartNew();
        Task<string> first = RunAsync(command);
        await NodeProcess.UntilAsync(() => Manifests().Length > Files / 6 || first.IsFaulted, "some are made");
        nodes[2].Kill();
        string told = await first;
        _output.WriteLine($"{Files} recordings after {watch.Elapsed.TotalSeconds:f1} s, one of three nodes killed.\n{told}");
        DateTime[] written = [.. Manifests().Select(File.GetLastWriteTimeUtc)];
        string again = await RunAsync(command);

        Assert.Contains("state Completed", told, StringComparison.Ordinal);
        Assert.Contains($"{Files} Completed", told, StringComparison.Ordinal);
        Assert.Equal(Files, Manifests().Length);
        Trees.AssertSame(PathOf("alone"), PathOf("web"));
        Assert.True(nodes[0].Log.Split('\n').Concat(nodes[1].Log.Split('\n')).Count(line => line.Contains("is Completed", StringComparison.Ordinal)) > Files / 2);
        Assert.Contains($"untouched {Files}", again, StringComparison.Ordinal);
        Assert.Equal(written, Manifests().Select(File.GetLastWriteTimeUtc));
        Assert.Empty(nodes[0].Client.GetConfiguration().Groups);
        await EndAsync(nodes[0], nodes[1]);
    }

    private static async Task<string> RunAsync(string script) => Encoding.UTF8.GetString(await Tool.RunAsync("pwsh", "-NoProfile", "-NonInteractive", "-Command", script));

    private string[] Manifests() => Directory.Exists(PathOf("web"))
        ? [.. Directory.EnumerateFiles(PathOf("web"), "manifest.ismc", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];
}
