namespace MssTools;

/// <summary>An input as <c>Add-MSSLocalStream</c> was told of it: what a stream reads, and how.</summary>
public sealed record LocalStreamDefinition
{
    /// <summary>Name of the local stream; unique within the session, without regard to case.</summary>
    public string Name { get; init; } = "";

    /// <summary>The input: a full path, or an address.</summary>
    public string Source { get; init; } = "";

    /// <summary>True when a file input starts again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>True when a file input is still being written: its end is waited for.</summary>
    public bool Follow { get; init; }

    /// <summary>
    /// Which rendition is read where the input is a presentation of several, a server manifest: 1 is the best. Null: the best.
    /// </summary>
    public int? Rendition { get; init; }

    /// <summary>The path in an input that is a file written as an address, <c>file:///media/a.mp4</c>; null: it is another one.</summary>
    /// <exception cref="UriFormatException">It is no address.</exception>
    public static string? PathIn(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? new Uri(source).LocalPath : null;
    }

    /// <summary>The name: what is shown by itself has no address, in which a secret may be.</summary>
    public override string ToString() => Name;
}
