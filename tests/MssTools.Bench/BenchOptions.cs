using System.Globalization;

namespace MssTools.Bench;

/// <summary>What to measure.</summary>
internal enum BenchKind
{
    Vod,
    Live,
    Micro,
    Ingest,
    Smooth,
    Origin,
    Soak,
    Disturbed,
    Hostile,
    Nodes,
    Placing,
}

/// <summary>Where the groups of nodes are stored.</summary>
internal enum NodesTargetKind
{
    Folder,
    S3,
    Azurite,
}

/// <summary>The command line.</summary>
/// <param name="Kind">What to measure.</param>
/// <param name="SizeMb">Size of the recorded input, in units of 1,000,000 bytes.</param>
/// <param name="Rounds">How often every contender runs.</param>
/// <param name="Seconds">How long live streams, or each run of wrk, last; null: 60 or 5.</param>
/// <param name="Only">Runs only contenders, or inputs, whose name contains this; null: all.</param>
/// <param name="Publishers">How many encoders push at a time; null: 200, 50 over Smooth, or 20 beside attacks.</param>
/// <param name="Viewers">How many viewers watch beside attacks.</param>
/// <param name="Streams">How many streams the soak has.</param>
/// <param name="Minutes">How long the soak, the disturbed or the hostile run lasts.</param>
/// <param name="Seed">What is drawn in the disturbed or the hostile run, or over virtual nodes, follows from it; null: any.</param>
/// <param name="Groups">How many groups the nodes have, or the virtual nodes; null: 30, or 10,000.</param>
/// <param name="NodeCount">How many virtual nodes there are.</param>
/// <param name="Host">The script host to start, for example a published one; null: the one that was built.</param>
/// <param name="Kills">How often a node is killed.</param>
/// <param name="Freezes">How often a node is frozen.</param>
/// <param name="Stops">How often two nodes are ended in order, one after the other.</param>
/// <param name="StoreAway">How many seconds the store of the nodes is away; 0: it stays.</param>
/// <param name="Joins">How often a fourth node joins, and leaves.</param>
/// <param name="Target">Where the groups of nodes are stored.</param>
internal sealed record BenchOptions(
    BenchKind Kind = BenchKind.Vod,
    int SizeMb = 1000,
    int Rounds = 5,
    int? Seconds = null,
    string? Only = null,
    int? Publishers = null,
    int Viewers = 50,
    int Streams = 20,
    int Minutes = 30,
    int? Seed = null,
    int? Groups = null,
    int NodeCount = 100,
    string? Host = null,
    int Kills = 10,
    int Freezes = 5,
    int Stops = 2,
    int StoreAway = 60,
    int Joins = 0,
    NodesTargetKind Target = NodesTargetKind.Folder)
{
    /// <summary>How many groups three nodes have.</summary>
    public int LiveGroups => Groups ?? 30;

    /// <summary>How long live streams run.</summary>
    public int LiveSeconds => Seconds ?? 60;

    /// <summary>How long each run of wrk lasts.</summary>
    public int WrkSeconds => Seconds ?? 5;

    /// <summary>How many publishers the benchmark of the ingest has.</summary>
    public int IngestPublishers => Publishers ?? (Kind == BenchKind.Smooth ? 50 : 200);

    /// <summary>How many publishers stand beside attacks.</summary>
    public int HostilePublishers => Publishers ?? 20;

    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        Usage: dotnet run -c Release --project tests/MssTools.Bench -- [options]

          (none)         cp, ffmpeg, mp4fragment and MssTools package a large MP4 in turn
          --live         processor time of a 5 Mbit/s stream that is packaged live
          --ingest       many RTMP publishers of 2 Mbit/s, each packaged live; nginx with HLS beside us
          --smooth       the same over RTMP, received at publishing points, and pushed to one
          --soak         memory, handles and threads while streams run for long and come and go
          --disturbed    20 live inputs of all kinds, each disturbed at random; exit code 1 where a group is not right
          --hostile      attacks of all kinds at once, at random, beside publishers and viewers; exit code 1 where these lost something
          --placing      groups over virtual nodes of a cluster, in virtual time: placing, death of a tenth, balance
          --nodes        three nodes of a cluster with live groups: killed, frozen, without their store; exit code 1 where a group is not right
          --micro        the pipeline without a disk: time per sample, memory per fragment
          --origin       nginx and Start-MSSServer serve the same files to wrk; slow and idle clients

          --size-mb N    size of the input (1000)
          --rounds N     rounds; medians are shown (5)
          --seconds N    length of the live measurement (60), of a run of wrk (5)
          --publishers N publishers at a time (200; 50 over Smooth; 20 beside attacks)
          --viewers N    viewers beside attacks (50)
          --streams N    streams of the soak (20)
          --minutes N    length of the soak, of the disturbed or the hostile run (30)
          --seed N       what is drawn in the disturbed or the hostile run, or over virtual nodes (any)
          --node-count N virtual nodes (100)
          --only TEXT    only contenders, or inputs, whose name contains TEXT
          --groups N     groups of the nodes (30), or over virtual nodes (10000)
          --kills N      how often a node is killed (10)
          --freezes N    how often one is frozen for 20 s (5)
          --stops N      how often two are ended in order, one after the other (2)
          --joins N      how often a fourth node joins, and leaves when all is in balance (0)
          --store-away N seconds that the store is away (60)
          --target X     folder, s3 or azurite: where nodes store (folder)
          --host PATH    another MssTools.Host than the one that was built
        """;

    /// <summary>Reads the command line; null where it makes no sense.</summary>
    public static BenchOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new BenchOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            int number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
            BenchOptions? next = args[i] switch
            {
                "--live" => options with { Kind = BenchKind.Live },
                "--ingest" => options with { Kind = BenchKind.Ingest },
                "--smooth" => options with { Kind = BenchKind.Smooth },
                "--disturbed" => options with { Kind = BenchKind.Disturbed },
                "--hostile" => options with { Kind = BenchKind.Hostile },
                "--placing" => options with { Kind = BenchKind.Placing },
                "--soak" => options with { Kind = BenchKind.Soak },
                "--nodes" => options with { Kind = BenchKind.Nodes },
                "--micro" => options with { Kind = BenchKind.Micro },
                "--origin" => options with { Kind = BenchKind.Origin },
                "--size-mb" when number > 0 => options with { SizeMb = number },
                "--rounds" when number > 0 => options with { Rounds = number },
                "--seconds" when number > 0 => options with { Seconds = number },
                "--publishers" when number > 0 => options with { Publishers = number },
                "--viewers" when number > 0 => options with { Viewers = number },
                "--streams" when number > 0 => options with { Streams = number },
                "--minutes" when number > 0 => options with { Minutes = number },
                "--seed" when number > 0 => options with { Seed = number },
                "--groups" when number > 0 => options with { Groups = number },
                "--node-count" when number > 1 => options with { NodeCount = number },
                "--kills" when value is not null => options with { Kills = number },
                "--freezes" when value is not null => options with { Freezes = number },
                "--stops" when value is not null => options with { Stops = number },
                "--joins" when value is not null => options with { Joins = number },
                "--store-away" when value is not null => options with { StoreAway = number },
                "--target" when Enum.TryParse(value, ignoreCase: true, out NodesTargetKind target) => options with { Target = target },
                "--only" when value is not null => options with { Only = value },
                "--host" when value is not null => options with { Host = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            i += next.Kind == options.Kind ? 1 : 0; // what sets no kind takes a value
            options = next;
        }

        return options;
    }
}
