namespace MssTools.Bench.Disturbed;

/// <summary>What this process holds at one moment: engine, relays and checkers together.</summary>
/// <param name="When">The moment, in words.</param>
/// <param name="Resident">Bytes.</param>
/// <param name="Heap">Bytes that the collector left.</param>
/// <param name="Handles">Open files, sockets and pipes.</param>
/// <param name="Threads">Of the operating system.</param>
/// <param name="Children">The engine's, the encoders and nginx.</param>
internal sealed record ProcessLook(string When, long Resident, long Heap, int Handles, int Threads, int Children)
{
    /// <summary>Looks now, behind a collection.</summary>
    public static ProcessLook Take(string when) => new(
        when,
        ProcFs.OwnMemory(),
        GC.GetTotalMemory(forceFullCollection: true),
        ProcFs.OwnHandles(),
        ProcFs.OwnThreads(),
        ProcFs.OwnChildren());

    /// <summary>A row of the report.</summary>
    public override string ToString() =>
        $"| {When} | {Resident / 1048576.0:F0} | {Heap / 1048576.0:F1} | {Handles} | {Threads} | {Children} |";
}
