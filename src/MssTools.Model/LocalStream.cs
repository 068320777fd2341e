namespace MssTools;

/// <summary>A snapshot of a named input that streams can be made from: its definition, and how it is with it now.</summary>
public sealed record LocalStream : MssObject
{
    /// <summary>Name of the local stream; unique within the session, without regard to case.</summary>
    public string Name { get; init; } = "";

    /// <summary>The input: a full path, or an address with stars in the place of secrets.</summary>
    public string Source { get; init; } = "";

    /// <summary>True when a file input starts again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>True when a file input is still being written: its end is waited for.</summary>
    public bool Follow { get; init; }

    /// <summary>True when the input can be opened now; streams wait until it is.</summary>
    public bool IsAvailable { get; init; }

    /// <summary>True for what an encoder pushes to us; the name goes when it leaves.</summary>
    public bool IsPublished { get; init; }

    /// <summary>The name, which other cmdlets take.</summary>
    public override string ToString() => Name;
}
