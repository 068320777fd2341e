namespace MssTools;

/// <summary>A snapshot of a running origin server.</summary>
public sealed record MssServer : MssObject
{
    /// <summary>Number of the server, unique within the process; in a cluster the same at all of its nodes.</summary>
    public int Id { get; init; }

    /// <summary>Name of the node that has it; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>Where the server answers, with a slash at the end.</summary>
    public string Url { get; init; } = "";

    /// <summary>The address that it listens on.</summary>
    public string Address { get; init; } = "";

    /// <summary>The TCP port that it listens on.</summary>
    public int Port { get; init; }

    /// <summary>Full path of the folder that it serves.</summary>
    public string Root { get; init; } = "";

    /// <summary>When it started.</summary>
    public DateTimeOffset StartTime { get; init; }

    /// <summary>Open connections.</summary>
    public int Connections { get; init; }

    /// <summary>Viewers (an address and a player each, per group) that asked for something within the last 30 seconds.</summary>
    public int Sessions { get; init; }

    /// <summary>Requests that wait for a fragment which was announced.</summary>
    public int Held { get; init; }

    /// <summary>Requests answered so far.</summary>
    public long Requests { get; init; }

    /// <summary>Bytes of bodies sent so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Answers that were errors, by status code (400 to 599), which is text for the sake of ConvertTo-Json.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init; } = new Dictionary<string, long>();

    /// <summary>What was wrong with the script of -Authorize last, which lets nobody in then; null where nothing was.</summary>
    public string? AuthorizeError { get; init; }

    /// <summary>Why a service cannot run it now; null: it runs.</summary>
    public string? LastError { get; init; }

    /// <summary>The address, which players take.</summary>
    public override string ToString() => Url;
}
