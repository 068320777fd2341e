using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace MssTools.Bench.Hostile;

/// <summary>
/// The process of all attackers. Its output has a line for each thing that happens: a letter (N for a note, F for a finding,
/// T for a row of the report), and what it is.
/// </summary>
internal static class Attackers
{
    private static readonly Lock s_lock = new();
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Attacks for the time; arguments are target, seconds and seed.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        Target target = Target.Parse(args[0]);
        TimeSpan length = TimeSpan.FromSeconds(int.Parse(args[1], CultureInfo.InvariantCulture));
        int seed = int.Parse(args[2], CultureInfo.InvariantCulture);
        IReadOnlyList<Attack> attacks = AttackTable.Make(target);
        IReadOnlyList<IReadOnlyList<AttackTime>> times = AttackSchedule.Draw(attacks.Count, length, seed);
        var clock = Stopwatch.StartNew();
        Task.WaitAll([.. attacks.Select((attack, i) => Task.Run(() => RunAsync(attack, times[i], clock)))]);
        for (int i = 0; i < attacks.Count; i++)
        {
            Say('T', $"{attacks[i].Name} | {times[i].Count} | {attacks[i].Tally}");
        }

        return 0;
    }

    private static async Task RunAsync(Attack attack, IReadOnlyList<AttackTime> times, Stopwatch clock)
    {
        attack.Tally.Finding = what => Say('F', $"{attack.Name}: {what}");
        foreach (AttackTime time in times)
        {
            TimeSpan left = time.Begin - clock.Elapsed;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            TimeSpan length = time.End - clock.Elapsed;
            if (length <= TimeSpan.Zero)
            {
                continue;
            }

            Say('N', $"{attack.Name} begins, {time.Connections} connections for {length.TotalSeconds:F0} s");
            using var stop = new CancellationTokenSource(length);
            await Task.WhenAll(Enumerable.Range(0, time.Connections).Select(i =>
                Task.Run(() => RepeatAsync(attack, new Random(unchecked(time.Seed + i)), stop.Token))));
            Say('N', $"{attack.Name} ends");
        }
    }

    private static async Task RepeatAsync(Attack attack, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using AttackSocket socket = await AttackSocket.ConnectAsync(attack.Port, attack.Tally, random, stop);
                try
                {
                    await attack.RunAsync(socket, random);
                }
                catch (Exception ended) when (ended is EndOfStreamException or SocketException)
                {
                    // The server has hung up: this connection is over.
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception refused) when (refused is OperationCanceledException or SocketException)
            {
                attack.Tally.AddRefused();
                await Task.Delay(s_pause, CancellationToken.None);
            }
        }
    }

    private static void Say(char kind, string text)
    {
        lock (s_lock)
        {
            Console.WriteLine($"{kind} {text}");
        }
    }

}
