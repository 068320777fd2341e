using System.Globalization;
using MssTools.Core;

namespace MssTools.Bench.Hostile;

/// <summary>
/// The process under test: an ingest, groups and two servers of one engine. It says its ports, and what it counts for each line
/// that it is sent.
/// </summary>
internal static class Victim
{
    /// <summary>Serves until its input ends; arguments are the root and the number of groups.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        string root = args[0];
        int groups = int.Parse(args[1], CultureInfo.InvariantCulture);
        var engine = new MssEngine(TimeProvider.System);
        int ingest = engine.StartIngest(new IngestDefinition
        {
            Port = 0,
            Address = "127.0.0.1",
            StreamKeys = Enumerable.Range(1, groups).ToDictionary(Target.KeyOf, Target.GroupOf),
        }).Port;
        int open = engine.StartServer(new ServerDefinition { Root = root, Port = 0 }).Port;
        int gated = engine.StartServer(new ServerDefinition { Root = root, Port = 0, Authorize = new SlowAuthorizer() }).Port;
        for (int i = 1; i <= groups; i++)
        {
            engine.Start(DefinitionOf(Target.GroupOf(i), root));
        }

        Console.WriteLine(new Target(ingest, open, gated, groups));
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(Look(engine));
        }

        engine.Shutdown();
        return 0;
    }

    // Behind a collection, so that what is left is what is held.
    private static string Look(MssEngine engine)
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        IReadOnlyList<MssStream> streams = engine.GetStreams();
        IReadOnlyList<MssServer> servers = engine.GetServers();
        MssIngest ingest = engine.GetIngests()[0];
        IEnumerable<string> errors = servers
            .SelectMany(s => s.Errors)
            .GroupBy(e => e.Key, e => e.Value)
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => $"{e.Sum()} × {e.Key}");
        return new VictimLook(
            heap,
            streams.Sum(s => s.FragmentCount),
            streams.Sum(s => s.DroppedFragmentCount),
            streams.Sum(s => s.DisconnectCount),
            ingest.ConnectionCount,
            servers.Sum(s => s.Connections),
            servers.Sum(s => s.Sessions),
            servers.Sum(s => s.Held),
            servers.Sum(s => s.Requests),
            ingest.RefusedCount + ingest.ErrorCount,
            string.Join(", ", errors)).ToLine();
    }

    private static StreamDefinition DefinitionOf(string name, string root) => new()
    {
        LocalStreamNames = [name],
        TargetFolder = root,
        GroupName = name,
        ChunkLength = 2,
        PlaylistType = PlaylistType.Rolling,
        PlaylistLength = 10,
        StaleRetentionCount = 5,
    };
}
