namespace MssTools.Bench.Disturbed;

/// <summary>One group, what it reads, and where that can be disturbed.</summary>
/// <param name="Kind">How its media come.</param>
/// <param name="Definition">What the engine is told; its group's name is the input's.</param>
/// <param name="Encoders">Who sends, one per rendition; empty: a file that is there.</param>
/// <param name="Disk">Where the group goes.</param>
internal sealed record DisturbedInput(
    string Kind, StreamDefinition Definition, IReadOnlyList<Encoder> Encoders, TargetDisk Disk)
    : IDisposable
{
    /// <summary>What the media pass on their way, one per rendition; empty where they come otherwise.</summary>
    public IReadOnlyList<Relay> Relays { get; init; } = [];

    /// <summary>A port of the engine that anybody may send datagrams to; 0: none.</summary>
    public int DatagramPort { get; init; }

    /// <summary>A port of the engine that anybody may call; 0: none.</summary>
    public int OpenPort { get; init; }

    /// <summary>A file that grows, which anybody may append to; empty: none.</summary>
    public string GrowingFile { get; init; } = "";

    /// <summary>Name of the group.</summary>
    public string Name => Definition.GroupName;

    /// <summary>What can happen to it.</summary>
    public IReadOnlyList<Disturbance> Possible =>
    [
        .. Encoders.Count > 0 ? [Disturbance.Cut, Disturbance.Freeze, Disturbance.OtherCodecs] : Array.Empty<Disturbance>(),
        .. Encoders.Count > 0 ? [Disturbance.Garbage] : Array.Empty<Disturbance>(),
        Disturbance.Neighbours,
        Disturbance.DeletedFolder,
        Disturbance.FullDisk,
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IEnumerable<IDisposable>)[.. Encoders, .. Relays, Disk])
        {
            part.Dispose();
        }
    }
}
