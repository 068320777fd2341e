using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>A place without a past, or one that stands before another.</summary>
/// <param name="sink">Keeps its documents.</param>
/// <param name="inner">A destination that it stands before, or null.</param>
internal sealed class FakeDestination(ISink sink, IDestination? inner = null) : IDestination
{
    public ISink Sink => sink;

    public IReadOnlyList<IManifestDialect> Dialects { get; init; } = inner?.Dialects ?? [new ClientManifestDialect("manifest.ismc")];

    public WriterThreads Threads { get; } = new(32);

    public bool IsFar { get; init; }

    public MssException? Trouble => inner?.Trouble;

    public IReadOnlyList<string> Warnings => inner?.Warnings ?? [];

    public PublishedGroup? Published => inner?.Published;

    public PublishedGroup? Continued => inner?.Continued;

    /// <summary>What is thrown where the group begins.</summary>
    public Exception? Refusal { get; init; }

    public bool IsDisposed { get; private set; }

    public void PrepareFor(IReadOnlyList<RenditionTrack> tracks)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        inner?.PrepareFor(tracks);
    }

    public void NoteFinished(string fingerprint) => inner?.NoteFinished(fingerprint);

    public void Dispose()
    {
        IsDisposed = true;
        inner?.Dispose();
    }
}
