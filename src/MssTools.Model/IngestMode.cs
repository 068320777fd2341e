namespace MssTools;

/// <summary>How a push names its event at the publishing point; only with <see cref="IsmType.Isml"/>.</summary>
public enum IngestMode
{
    /// <summary>The event identifier is used as given.</summary>
    Single,

    /// <summary>Each restart pushes under a new event identifier.</summary>
    Loop,
}
