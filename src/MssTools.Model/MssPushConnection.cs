namespace MssTools;

/// <summary>A snapshot of one POST of a push.</summary>
public sealed record MssPushConnection
{
    /// <summary>What stands in <c>Streams(id)</c>.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>Where it sends to, without secrets; a redirected one the address that it was sent to.</summary>
    public string Address { get; init; } = "";

    /// <summary>What it is about.</summary>
    public MssPushState State { get; init; }

    /// <summary>Fragments sent so far, each once.</summary>
    public long FragmentCount { get; init; }

    /// <summary>Bytes of fragments sent so far, what was sent again included.</summary>
    public long Bytes { get; init; }

    /// <summary>Fragments that wait to be sent.</summary>
    public int SpooledFragmentCount { get; init; }

    /// <summary>Fragments that were dropped because the publishing point was away or slow for too long.</summary>
    public long DroppedFragmentCount { get; init; }

    /// <summary>How often it was connected anew.</summary>
    public long ReconnectCount { get; init; }

    /// <summary>What went wrong last, with the status of the answer where there was one; null: nothing, or it is well again.</summary>
    public string? LastError { get; init; }

    /// <summary>Stream and state, as lists show them.</summary>
    public override string ToString() => $"{StreamId} ({State})";
}
