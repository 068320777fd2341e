namespace MssTools;

/// <summary>How a group leaves the packager.</summary>
public enum IsmType
{
    /// <summary>Files for any HTTP server: fragments and a client manifest.</summary>
    Ismc,

    /// <summary>A live push to a Smooth Streaming publishing point.</summary>
    Isml,
}
