using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>A place without a past.</summary>
internal sealed class FakeDestination(ISink sink) : IDestination
{
    public ISink Sink => sink;

    public PublishedGroup? Published => null;

    public PublishedGroup? Continued => null;

    /// <summary>What is thrown where the group begins.</summary>
    public Exception? Refusal { get; init; }

    public bool IsDisposed { get; private set; }

    public void PrepareFor(IReadOnlyList<RenditionTrack> tracks)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }
    }

    public void Dispose() => IsDisposed = true;
}
