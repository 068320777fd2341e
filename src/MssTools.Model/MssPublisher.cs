namespace MssTools;

/// <summary>A snapshot of one encoder that pushes to us.</summary>
public sealed record MssPublisher
{
    /// <summary>The local stream that it is.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it pushes from, as an address.</summary>
    public string Source { get; init; } = "";

    /// <summary>Its program, as it says.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>When it started, in UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Media bytes so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Streams that read it now.</summary>
    public int ReaderCount { get; init; }

    /// <summary>Frames that were dropped because a stream was too slow to read them.</summary>
    public long DroppedFrames { get; init; }

    /// <summary>The name, which other cmdlets take.</summary>
    public override string ToString() => Name;
}
