namespace MssTools.Bench.Hostile;

/// <summary>What the process under test holds at one moment.</summary>
/// <param name="When">The moment, in words.</param>
/// <param name="Resident">Bytes.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Of the operating system.</param>
/// <param name="Load">Of the machine, of the last minute.</param>
/// <param name="Victim">What it counts itself.</param>
internal sealed record HostileLook(string When, long Resident, int Handles, int Threads, double Load, VictimLook Victim)
{
    /// <summary>Heads of the rows.</summary>
    public const string Heads =
        """
        | after | resident, MiB | heap, MiB | handles | threads | RTMP connections | HTTP connections | sessions | held | fragments | left out | load |
        |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """;

    /// <summary>Looks now.</summary>
    public static HostileLook Take(string when, OwnProcess victim)
    {
        // Before the collection that the victim's own look is.
        (long resident, int handles, int threads) = (ProcFs.MemoryOfTree(victim.Id), ProcFs.Handles(victim.Id), ProcFs.Threads(victim.Id));
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return new HostileLook(
            when,
            resident,
            handles,
            threads,
            double.Parse(load, System.Globalization.CultureInfo.InvariantCulture),
            VictimLook.Parse(victim.Ask("look")));
    }

    /// <summary>A row of the report.</summary>
    public override string ToString() =>
        $"| {When} | {Resident / 1048576.0:F0} | {Victim.Heap / 1048576.0:F1} | {Handles} | {Threads} | {Victim.Publishers} | {Victim.Viewers} | "
        + $"{Victim.Sessions} | {Victim.Held} | {Victim.Fragments} | {Victim.Dropped} | {Load:F1} |";
}
