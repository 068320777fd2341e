using System.Diagnostics;
using MssTools.Core;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Live;

/// <summary>What is on disk when the process is killed (SIGKILL) while it writes.</summary>
public class KillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_patience = Patience.Of(60);

    /// <summary>Live: killed after this many fragment files were seen and a random while more, all at once.</summary>
    [Fact]
    public async Task KillLive_ManifestNamesWholeFragments_AndResumeGoesOn()
    {
        int[] moments = [1, 7, 14, 19, 26];
        int seed = Faults.Seed.Choose(output);
        await Task.WhenAll(moments.Select(async moment =>
        {
            using var folder = new TemporaryFolder();
            await KillAsync(folder, Script("-Loop -LookAheadFragmentCount 1"), moment, new Random(seed + moment).Next(300));
            StreamDefinition definition = Live(folder);
            List<string> before = Fragments(definition.GroupFolder);
            List<long> listed = [];
            if (File.Exists(definition.ManifestPath))
            {
                ClientGroup killed = GroupLaws.Check(definition.GroupFolder, lookAhead: 1);
                Assert.True(killed.IsLive);
                listed = Times(killed);
            }

            RunAgain(definition);

            ClientGroup resumed = GroupLaws.Check(definition.GroupFolder, lookAhead: 1, runs: 2);
            List<string> after = Fragments(definition.GroupFolder);
            Assert.False(resumed.IsLive);
            Assert.Equal(listed, Times(resumed).Take(listed.Count));
            Assert.DoesNotContain(after, IsPartial);

            // What the killed run had stored, listed or not, stays; its times are not used again.
            long last = before.Max(TimeOf);
            Assert.Empty(before.Where(path => !IsPartial(path)).Except(after));
            Assert.All(after.Except(before), path => Assert.True(TimeOf(path) > last));
            output.WriteLine($"killed after {moment} fragments: {before.Count} files, {listed.Count} listed; then {resumed.Video.Rows.Count}");
        }));
    }

    /// <summary>Recorded: killed when so many files were seen. Packaging the same again ends as if nothing had been.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(40)]
    [InlineData(59)]
    public async Task KillRecorded_ManifestOnlyOfWholeGroups_AndTheSameAgainIsWhole(int fragments)
    {
        using var folder = new TemporaryFolder();
        using var whole = new TemporaryFolder();
        StreamDefinition definition = Packager.Recorded(folder.FullName, Repository.Samples);

        await KillAsync(folder, Script("-IsLive $false"), fragments, 0);

        bool finished = File.Exists(definition.ManifestPath); // the signal may come too late
        if (finished)
        {
            GroupLaws.Check(definition.GroupFolder);
        }

        output.WriteLine($"killed at {fragments}: {Fragments(definition.GroupFolder).Count} files, manifest: {finished}");
        Packager.Package(definition, Repository.Samples);
        Packager.Package(whole.FullName, Repository.Samples);
        Trees.AssertSame(whole.PathOf("group"), definition.GroupFolder);
    }

    private static string Script(string more) =>
        $"New-MSSStream -Path '{string.Join("', '", Repository.Samples)}' -TargetFolder . -GroupName group -ChunkLength 2 {more} -Wait";

    private static StreamDefinition Live(TemporaryFolder folder) =>
        Packager.Recorded(folder.FullName, Repository.Samples) with { IsLive = true, LookAheadFragmentCount = 1 };

    private static async Task KillAsync(TemporaryFolder folder, string script, int fragments, int delayMs)
    {
        using Process host = HostProcess.StartScript(folder, script);
        var watch = Stopwatch.StartNew();
        while (!host.HasExited && watch.Elapsed < s_patience && Fragments(folder.PathOf("group")).Count < fragments)
        {
            await Task.Delay(1);
        }

        await Task.Delay(delayMs);
        host.Kill(entireProcessTree: true);
        await host.WaitForExitAsync();
        Assert.True(watch.Elapsed < s_patience, $"There were never {fragments} fragments.");
    }

    private static void RunAgain(StreamDefinition definition)
    {
        using var clock = new FastClock(DateTimeOffset.UtcNow);
        var engine = new MssEngine(clock.Time);
        IReadOnlyList<MssStream> streams = Packager.Start(engine, definition, Repository.Samples, loop: true);
        DateTimeOffset end = clock.Time.GetUtcNow().AddSeconds(15);
        SpinWait.SpinUntil(() => clock.Time.GetUtcNow() > end, s_patience);
        foreach (MssStream stream in streams)
        {
            engine.StopStream(stream.Id);
        }

        Packager.AwaitEnd(engine, streams, StreamState.Stopped);
    }

    private static List<long> Times(ClientGroup group) => [.. group.Video.Rows.Select(r => r.Time)];

    private static long TimeOf(string path) => long.Parse(
        Path.GetFileName(path).Trim('.').Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsPartial(string path) => path.EndsWith(".partial", StringComparison.Ordinal);

    private static List<string> Fragments(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder, "*.fmp4*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })]
                : [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
