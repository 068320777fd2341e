namespace MssTools;

/// <summary>What a command of EvoStream Media Server becomes here.</summary>
public sealed record EvoStreamConversion
{
    /// <summary>The command as it was read, on one line, with stars in the place of secrets.</summary>
    public string Command { get; init; } = "";

    /// <summary>
    /// The line to type in PowerShell; empty where there is none. It is complete, and so has the secrets that addresses of the command have.
    /// </summary>
    public string Line { get; init; } = "";

    /// <summary>What of the command the line does not say, each in a sentence with what to do instead.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];

    /// <summary>True where the line does all that the command did.</summary>
    public bool IsComplete => Line.Length > 0 && Unsupported.Count == 0;

    /// <summary>The line.</summary>
    public override string ToString() => Line;
}
