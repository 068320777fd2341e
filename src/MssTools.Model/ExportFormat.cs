namespace MssTools;

/// <summary>What Export-MSSGroup makes of a group.</summary>
public enum ExportFormat
{
    /// <summary>A server manifest and a client manifest with a Smooth file for each rendition: what IIS publishes.</summary>
    Ism,

    /// <summary>Smooth files alone, each with all contents.</summary>
    Ismv,

    /// <summary>Plain MP4 files, each with all contents.</summary>
    Mp4,
}
