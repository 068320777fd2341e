namespace MssTools;

/// <summary>How a push divides a group into POSTs, each to a <c>Streams(id)</c> of its own.</summary>
public enum IngestLayout
{
    /// <summary>One for each rendition: its pictures and its sound, under the name of its local stream.</summary>
    PerRendition,

    /// <summary>One for the whole group, under its name.</summary>
    Muxed,

    /// <summary>One for each track: the name of its local stream, a hyphen, and what manifests call its content.</summary>
    PerTrack,
}
