namespace MssTools;

/// <summary>One step in the history of a stream or group.</summary>
public sealed record StateChange
{
    /// <summary>When, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The state entered.</summary>
    public StreamState State { get; init; }

    /// <summary>Why, where there is more to say than the state.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        Reason is null ? $"{Time:HH:mm:ss} {State}" : $"{Time:HH:mm:ss} {State}: {Reason}";
}
