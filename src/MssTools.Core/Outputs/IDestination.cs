namespace MssTools.Core.Outputs;

/// <summary>A place that one writer has taken for a group, until it is disposed.</summary>
internal interface IDestination : IDisposable
{
    /// <summary>Stores the group's documents there.</summary>
    ISink Sink { get; }

    /// <summary>How the group is written down there, for this destination alone.</summary>
    IReadOnlyList<IManifestDialect> Dialects { get; }

    /// <summary>Wait for it.</summary>
    WriterThreads Threads { get; }

    /// <summary>True where storing takes a while and may fail for a while: more may wait for it than for a disk.</summary>
    bool IsFar { get; }

    /// <summary>What it waits for at the moment, trying again; null: nothing.</summary>
    MssException? Trouble { get; }

    /// <summary>What users should know of it, in sentences.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>What an earlier run left, or null.</summary>
    PublishedGroup? Published { get; }

    /// <summary>What an earlier run left and this one goes on with, or null.</summary>
    PublishedGroup? Continued { get; }

    /// <summary>
    /// Takes an old manifest away if its QualityLevels do not describe the fragments that are about to be written. Called once,
    /// before the first of them is stored.
    /// </summary>
    /// <exception cref="MssException">AccessDenied, or SinkFailed.</exception>
    void PrepareFor(IReadOnlyList<RenditionTrack> tracks);

    /// <summary>Notes that all of the group is there, and what it was made of. Called last.</summary>
    /// <exception cref="MssException">Fenced: another writer has the group; else the note cannot be stored.</exception>
    void NoteFinished(string fingerprint);
}
