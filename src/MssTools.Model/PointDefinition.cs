using System.Net;

namespace MssTools;

/// <summary>Everything that New-MSSPublishingPoint was told.</summary>
public sealed record PointDefinition
{
    /// <summary>Name of the point: <c>/name.isml</c>; also of its local stream and its group.</summary>
    public string Name { get; init; } = "";

    /// <summary>Number of the server that it is on.</summary>
    public int ServerId { get; init; }

    /// <summary>False: what comes is a local stream alone, and New-MSSStream makes a group of it.</summary>
    public bool MakesGroup { get; init; } = true;

    /// <summary>The group, without its inputs and its folder, which is the server's root.</summary>
    public StreamDefinition Group { get; init; } = new() { ChunkLength = 2 };

    /// <summary>User and password that encoders need (RFC 7617); null: none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>Decides about an encoder, after the credential. The point owns it.</summary>
    public IAuthorizer<PublishRequest>? Authorize { get; init; }

    /// <summary>Seconds without a byte after which an encoder counts as gone: 1 to 3600.</summary>
    public int IdleTimeout { get; init; } = 30;

    /// <summary>Checks what can be checked without the system.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        StreamDefinition.CheckLocalStreamName(Name);
        if (IdleTimeout is < 1 or > 3600)
        {
            throw new MssException(MssError.InvalidSetting, $"IdleTimeout is {IdleTimeout}; it must be 1 to 3600 seconds.");
        }
    }
}
