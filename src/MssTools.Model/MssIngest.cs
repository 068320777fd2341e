namespace MssTools;

/// <summary>A snapshot of a port that encoders push to.</summary>
public sealed record MssIngest : MssObject
{
    /// <summary>The port.</summary>
    public int Port { get; init; }

    /// <summary>Name of the node that has it; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>What encoders connect to, with a star for all addresses.</summary>
    public string Url => ToString();

    /// <summary>The address that is listened on; <c>::</c> stands for all, IPv4 and IPv6.</summary>
    public string Address { get; init; } = "";

    /// <summary>The application that publishers must name.</summary>
    public string Application { get; init; } = "";

    /// <summary>True for RTMPS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Connections that are open now.</summary>
    public int ConnectionCount { get; init; }

    /// <summary>The publishers, by name.</summary>
    public IReadOnlyList<MssPublisher> Publishers { get; init => field = value.ToArray(); } = [];

    /// <summary>Bytes received so far, by all connections.</summary>
    public long Bytes { get; init; }

    /// <summary>Frames that slow streams lost, all publishers together, also those that left.</summary>
    public long DroppedFrames { get; init; }

    /// <summary>Publishers that were refused.</summary>
    public long RefusedCount { get; init; }

    /// <summary>Connections that ended in an error, refusals included.</summary>
    public long ErrorCount { get; init; }

    /// <summary>The latest error, with the client's address; null where there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>When the latest error was, in UTC.</summary>
    public DateTimeOffset? LastErrorTime { get; init; }

    /// <summary>What was wrong with the script of -Authorize last, which lets nobody in then; null where nothing was.</summary>
    public string? AuthorizeError { get; init; }

    /// <summary>What encoders connect to, with a star for all addresses.</summary>
    public override string ToString()
    {
        string host = Address is "::" or "0.0.0.0" ? "*" : Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]" : Address;
        return $"{(IsSecure ? "rtmps" : "rtmp")}://{host}:{Port}/{Application}";
    }
}
