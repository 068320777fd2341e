namespace MssTools;

/// <summary>What a publisher asks for, as a script that decides about it sees it.</summary>
public sealed record PublishRequest
{
    /// <summary>Longest stream key, in characters; longer ones are refused.</summary>
    public const int LongestStreamKey = 256;

    /// <summary>Longest query, in characters; longer ones are refused.</summary>
    public const int LongestQuery = 4096;

    /// <summary>The stream key without its query string. It has no characters that cannot be seen.</summary>
    public string StreamKey { get; init; } = "";

    /// <summary>What stands behind the question mark of the stream key, or of the address; else empty.</summary>
    public string Query { get; init; } = "";

    /// <summary>The application of the address, for example <c>live</c>.</summary>
    public string Application { get; init; } = "";

    /// <summary>The address that the publisher connected to, as it says (tcUrl).</summary>
    public string ServerUri { get; init; } = "";

    /// <summary>Where the publisher is: address and port.</summary>
    public string Client { get; init; } = "";

    /// <summary>The publisher's program, as it says (flashVer).</summary>
    public string Encoder { get; init; } = "";

    /// <summary>True over TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Application and client, as a log may show them: the stream key is a secret.</summary>
    public override string ToString() => $"{Application} from {Client}";
}
