using System.Diagnostics;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Hostile;

/// <summary>
/// All attacks at once, at random, against one process that packages the streams of good publishers and serves good viewers.
/// These, the attackers and the process under test are three processes.
/// </summary>
internal static class HostileBenchmark
{
    private const int VideoKilobits = 400;
    private const int MoreSeconds = 300; // of the feed than the run has: nobody but the first publisher leaves
    private const int AttackersNiceness = 10;
    private const int GatedViewers = 5;
    private const int MostHandlesLeft = 32;
    private const long MostMemoryMore = 64 * 1024 * 1024;

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    /// <summary>Runs it and prints the tables; 1 if good clients lost something, or the process held more and more.</summary>
    public static int Run(BenchOptions options)
    {
        int seed = options.Seed ?? Random.Shared.Next(1, 1_000_000);
        string folder = Path.Join(ToolPath.Artifacts, "hostile");
        string root = MakeRoot(folder);
        var feed = new RtmpFeed(TestMedia.Flv(VideoKilobits, options.Minutes * 60 + MoreSeconds));
        using var log = new RunLog(Path.Join(folder, "log.txt"), seed);
        void Say(string line)
        {
            Console.WriteLine(line);
            log.Note("report", line);
        }

        Say($"Seed {seed}, {options.Minutes} min, {options.HostilePublishers} publishers, {options.Viewers} viewers and {GatedViewers} more behind an authorizer.");
        using var victim = new OwnProcess(0, OwnProcess.VictimPart, root, $"{options.HostilePublishers}");
        Target target = Target.Parse(victim.Hear() ?? throw new InvalidOperationException("The process under test did not start."));
        using var publishers = new GoodPublishers(feed, target, log);
        Thread.Sleep(s_settle);

        var random = new Random(seed);
        using var over = new CancellationTokenSource();
        (ViewerFigures open, ViewerFigures gated) = (new ViewerFigures(), new ViewerFigures());
        List<GoodViewer> viewers =
        [
            .. Enumerable.Range(0, options.Viewers).Select(i => ViewerOf(i, target, isGated: false, open, log)),
            .. Enumerable.Range(0, GatedViewers).Select(i => ViewerOf(i, target, isGated: true, gated, log)),
        ];
        Task watching = Task.WhenAll(viewers.Select(v =>
        {
            var delay = TimeSpan.FromSeconds(2 * random.NextDouble());
            return Task.Run(() => v.RunAsync(delay, over.Token));
        }));
        Thread.Sleep(s_quiet);
        var looks = new List<HostileLook> { HostileLook.Take("before", victim) };
        (string openBefore, string gatedBefore) = (open.Take(), gated.Take());

        var rows = new List<string>();
        Shares shares = Attack(options, seed, target, victim, log, looks, rows);
        (string openDuring, string gatedDuring) = (open.Take(), gated.Take());
        Thread.Sleep(s_after);
        looks.Add(HostileLook.Take("20 s behind the end", victim));
        (string openAfter, string gatedAfter) = (open.Take(), gated.Take());
        over.Cancel();
        watching.GetAwaiter().GetResult();
        viewers.ForEach(v => v.Dispose());
        publishers.Dispose();
        if (!victim.End(s_patience))
        {
            log.Complain("process under test", "did not end well");
        }

        Say("");
        Say("| attack | times | connections | not made | requests | MB sent | answers |");
        Say("|---|--:|--:|--:|--:|--:|---|");
        rows.ForEach(row => Say($"| {row} |"));
        Say("");
        Say("| good viewers | manifests | median / 99 % / most, ms | fragments | median / 99 % / most, ms | failed requests | missed |");
        Say("|---|--:|--:|--:|--:|--:|--:|");
        Say($"| before | {openBefore} |");
        Say($"| attacked | {openDuring} |");
        Say($"| behind | {openAfter} |");
        Say($"| with authorizer, before | {gatedBefore} |");
        Say($"| with authorizer, attacked | {gatedDuring} |");
        Say($"| with authorizer, behind | {gatedAfter} |");
        Say("");
        Say(
            $"Good publishers: {publishers.Lost} hung up on; worst lag {publishers.WorstLag.TotalMilliseconds:F0} ms; the one that leaves every minute "
            + $"was in again after {Percentiles.Of(publishers.Entries)} ms ({publishers.Entries.Count} times, {publishers.FailedAttempts} attempts of all failed).");
        Say("");
        Say(HostileLook.Heads);
        looks.ForEach(look => Say($"{look}"));
        Say("");
        Say($"Processor while attacked, % of a core: process under test {shares.Victim:F0}, attackers (nice {AttackersNiceness}) {shares.Attackers:F0}, good clients {shares.Good:F0}, others on the machine {shares.Others:F0}.");
        Say($"Answers that were errors: {looks[^1].Victim.Errors}. RTMP connections refused or ended by a fault: {looks[^1].Victim.Refused}.");
        Judge(looks, log);
        Say($"Seed {seed}: {log.Complaints} faults; {Path.Join(folder, "log.txt")} has all that happened.");
        return log.Complaints == 0 ? 0 : 1;
    }

    private static Shares Attack(
        BenchOptions options, int seed, Target target, OwnProcess victim, RunLog log, List<HostileLook> looks, List<string> rows)
    {
        int seconds = options.Minutes * 60;
        (TimeSpan ofVictim, TimeSpan ofAll, TimeSpan own) = (victim.Cpu, ProcFs.CpuOfAll(), Environment.CpuUsage.TotalTime);
        using var attackers = new OwnProcess(AttackersNiceness, OwnProcess.AttackersPart, $"{target}", $"{seconds}", $"{seed}");
        var clock = Stopwatch.StartNew();
        Task hearing = Task.Run(() => Hear(attackers, log, rows));
        TimeSpan ofAttackers = TimeSpan.Zero;
        for (int minute = 1; minute <= options.Minutes; minute++)
        {
            TimeSpan left = s_look * minute - clock.Elapsed - TimeSpan.FromSeconds(1); // while they still attack
            Thread.Sleep(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            ofAttackers = attackers.Cpu;
            looks.Add(HostileLook.Take($"{minute} min", victim));
            log.Note("look", $"{looks[^1]} errors: {looks[^1].Victim.Errors}");
            Console.WriteLine(looks[^1]);
        }

        TimeSpan wall = clock.Elapsed;
        (ofVictim, ofAll, own) = (victim.Cpu - ofVictim, ProcFs.CpuOfAll() - ofAll, Environment.CpuUsage.TotalTime - own);
        if (!hearing.Wait(s_patience))
        {
            log.Complain("attackers", "did not end");
        }

        TimeSpan others = ofAll - ofVictim - ofAttackers - own;
        return new Shares(ofVictim / wall * 100, ofAttackers / wall * 100, own / wall * 100, others / wall * 100);
    }

    private static void Hear(OwnProcess attackers, RunLog log, List<string> rows)
    {
        while (attackers.Hear() is { Length: > 2 } line)
        {
            switch (line[0])
            {
                case 'T':
                    rows.Add(line[2..]);
                    break;
                case 'F':
                    log.Complain("attackers", line[2..]);
                    break;
                default:
                    log.Note("attackers", line[2..]);
                    break;
            }
        }
    }

    // What is held for good is held when the attacks are over. Memory that only the collector has not given back is no fault,
    // unless there is more of it in each part of the run.
    private static void Judge(List<HostileLook> looks, RunLog log)
    {
        (HostileLook first, HostileLook last) = (looks[0], looks[^1]);
        if (last.Handles > first.Handles + MostHandlesLeft)
        {
            log.Complain("process under test", $"{first.Handles} handles before, {last.Handles} when the attacks were over");
        }

        if (last.Victim.Heap > 2 * first.Victim.Heap + MostMemoryMore)
        {
            log.Complain("process under test", $"a heap of {first.Victim.Heap} bytes before, {last.Victim.Heap} when the attacks were over");
        }

        int third = (looks.Count - 2) / 3;
        if (third >= 2)
        {
            double[] parts = [.. Enumerable.Range(0, 3).Select(i => looks.Skip(1 + i * third).Take(third).Average(l => l.Resident))];
            if (parts[1] > parts[0] * 1.1 && parts[2] > parts[1] * 1.1 && parts[2] > parts[0] + MostMemoryMore)
            {
                log.Complain("process under test", $"resident memory grows: {string.Join(", ", parts.Select(p => $"{p / 1048576:F0}"))} MiB in its thirds");
            }
        }
    }

    private static GoodViewer ViewerOf(int i, Target target, bool isGated, ViewerFigures figures, RunLog log)
    {
        int publisher = i % target.Groups + 1;
        var manifest = new Uri($"http://127.0.0.1:{(isGated ? target.Gated : target.Http)}/{Target.ManifestOf(publisher)}");
        return new GoodViewer(i + 1, manifest, isContinuous: publisher != 1, isGated ? Target.Token : null, figures, log);
    }

    private static string MakeRoot(string folder)
    {
        string root = Path.Join(folder, "root");
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        string large = Path.Join(root, Target.LargeFile);
        Directory.CreateDirectory(Path.GetDirectoryName(large)!);
        File.WriteAllBytes(large, new byte[4_000_000]);
        File.WriteAllText(Path.Join(folder, "outside.txt"), Target.Outside);
        return root;
    }

    private sealed record Shares(double Victim, double Attackers, double Good, double Others);
}
