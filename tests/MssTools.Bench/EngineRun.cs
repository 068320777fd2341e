using System.Diagnostics;
using MssTools.Core;

namespace MssTools.Bench;

/// <summary>Packages in this process, as a session does that has the module loaded.</summary>
internal static class EngineRun
{
    /// <summary>Packages files into a recorded group.</summary>
    /// <param name="inputs">One file per rendition.</param>
    /// <param name="folder">Target folder.</param>
    public static Cost Vod(IReadOnlyList<string> inputs, string folder)
    {
        GC.Collect();
        long memory = ProcFs.OwnMemory();
        ProcFs.ResetOwnPeak();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var engine = new MssEngine(TimeProvider.System);
        foreach (MssStream stream in engine.Start(Definition(inputs, folder, isLive: false)))
        {
            engine.WaitForEnd(stream.Id, Timeout.InfiniteTimeSpan, CancellationToken.None);
        }

        var cost = new Cost(watch.Elapsed, Environment.CpuUsage.TotalTime - cpu, ProcFs.PeakMemory("self") - memory);
        if (engine.GetStreams().FirstOrDefault(s => s.State != StreamState.Completed) is { } failed)
        {
            throw new InvalidOperationException($"'{failed.Name}' is {failed.State}: {failed.LastError}");
        }

        return cost;
    }

    /// <summary>What the benchmarks ask for: fragments of 2 s, like the GOPs of the inputs, which are named by their files.</summary>
    public static StreamDefinition Definition(IReadOnlyList<string> inputs, string folder, bool isLive) => new()
    {
        LocalStreamNames = [.. inputs.Select(NameOf)],
        Inputs = [.. inputs.Select(path => new LocalStreamDefinition { Name = NameOf(path), Source = path })],
        TargetFolder = folder,
        GroupName = "ours",
        ChunkLength = 2,
        IsLive = isLive,
    };

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
