using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench;

/// <summary>Many publishers push to a server in real time, and every stream is packaged live to disk.</summary>
internal static class IngestBenchmark
{
    private const int VideoKilobits = 1872; // with 128 kbit/s of sound: 2 Mbit/s
    private const int RampSeconds = 10;
    private const int SettleSeconds = 10;
    private const int Watched = 10;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    /// <summary>Runs the contenders one after another and prints a table in Markdown.</summary>
    public static int Run(BenchOptions options)
    {
        int seconds = RampSeconds + SettleSeconds + options.LiveSeconds;
        var feed = new RtmpFeed(TestMedia.Flv(VideoKilobits, seconds + 2));
        string host = options.Host ?? ToolPath.Host;
        var contenders = new List<IngestContender> { IngestContender.MssTools(host, feed) };
        using var sink = new SmoothSink();
        if (options.Kind == BenchKind.Smooth)
        {
            contenders.Add(IngestContender.Points(host, new SmoothFeed(TestMedia.Ismv(VideoKilobits, seconds + 2))));
            contenders.Add(IngestContender.Push(host, feed, sink));
        }
        else if (IngestContender.HasNginx)
        {
            contenders.Add(IngestContender.Nginx(feed));
        }

        Console.WriteLine($"{options.IngestPublishers} publishers of 2 Mbit/s, {options.LiveSeconds} s each, {Environment.ProcessorCount} cores.");
        Console.WriteLine();
        Console.WriteLine("| | CPU, % of a core | per stream | memory, MiB | per stream | listed after its last packet, ms: median / 95 % / most | hung up on | worst lag, ms | others' CPU, % |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        using var output = new OutputFolder();
        foreach (IngestContender contender in contenders.Where(c => options.Only is null || c.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)))
        {
            output.Renew();
            Measure(contender, output.Path, options);
        }

        return 0;
    }

    private static void Measure(IngestContender contender, string folder, BenchOptions options)
    {
        string[] names = [.. Enumerable.Range(1, options.IngestPublishers).Select(i => $"cam{i}")];
        int port = FreePort();
        using Process server = contender.Start(folder, port, names);
        using var crowd = new PublisherCrowd();
        try
        {
            AwaitPort(port);
            int every = Math.Max(1, names.Length / Watched);
            var ramp = Stopwatch.StartNew();
            for (int i = 0; i < names.Length; i++)
            {
                Publisher publisher = contender.ConnectAsync(port, names[i]).GetAwaiter().GetResult();
                crowd.Add(publisher, i % every != 0 ? null : new ListingWatch(contender.ListingOf(folder, names[i]), publisher));
                SleepUntil(ramp, (double)RampSeconds * (i + 1) / names.Length);
            }

            SleepUntil(ramp, RampSeconds + SettleSeconds);
            CheckAllListed([.. names.Select(name => contender.ListingOf(folder, name))]);
            crowd.ForgetDelays();
            TimeSpan cpu = ProcFs.CpuOfTree(server.Id);
            TimeSpan own = Environment.CpuUsage.TotalTime;
            TimeSpan all = ProcFs.CpuOfAll();
            var watch = Stopwatch.StartNew();
            SleepUntil(watch, options.LiveSeconds);
            double wall = watch.Elapsed.TotalSeconds;
            TimeSpan used = ProcFs.CpuOfTree(server.Id) - cpu;
            TimeSpan others = ProcFs.CpuOfAll() - all - used - (Environment.CpuUsage.TotalTime - own);
            Report(contender, crowd, used / wall, others / wall, ProcFs.MemoryOfTree(server.Id));
        }
        finally
        {
            crowd.Stop();
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }
    }

    // A server that leaves streams out is not to be measured.
    private static void CheckAllListed(IReadOnlyList<Func<int>> listings)
    {
        int missing = listings.Count(count => count() == 0);
        if (missing > 0)
        {
            throw new InvalidOperationException($"{missing} of {listings.Count} streams are not packaged.");
        }
    }

    private static void SleepUntil(Stopwatch clock, double seconds)
    {
        double left = seconds - clock.Elapsed.TotalSeconds;
        if (left > 0)
        {
            Thread.Sleep(TimeSpan.FromSeconds(left));
        }
    }

    private static void Report(
        IngestContender contender, PublisherCrowd crowd, TimeSpan cpu, TimeSpan others, long memory)
    {
        IReadOnlyList<Publisher> publishers = crowd.Publishers;
        List<double> delays = [.. crowd.Delays().Order()];
        string delay = delays.Count == 0
            ? "none listed"
            : $"{delays[delays.Count / 2]:f0} / {delays[delays.Count * 95 / 100]:f0} / {delays[^1]:f0}";
        double load = cpu.TotalSeconds * 100;
        double mebibytes = memory / 1048576.0;
        Console.WriteLine(
            $"| {contender.Name} | {load:f0} | {load / publishers.Count:f2} | {mebibytes:f0} | {mebibytes / publishers.Count:f2} | {delay} "
            + $"| {publishers.Count(p => !p.IsAlive)} | {publishers.Max(p => p.Lag).TotalMilliseconds:f0} | {others.TotalSeconds * 100:f0} |");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void AwaitPort(int port)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (clock.Elapsed < s_startLimit)
            {
                Thread.Sleep(s_step);
            }
        }
    }
}
