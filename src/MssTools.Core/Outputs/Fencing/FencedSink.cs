namespace MssTools.Core.Outputs.Fencing;

/// <summary>
/// Stores what one writer makes as long as it is the writer of its group: looks before each document that names fragments, and before a fragment where it
/// has not looked for a while, as one that was frozen has not.
/// </summary>
/// <param name="sink">Where to store.</param>
/// <param name="fence">Where to look.</param>
/// <param name="time">The clock.</param>
internal sealed class FencedSink(ISink sink, IFence fence, TimeProvider time) : ISink
{
    /// <summary>So long one look holds for fragments.</summary>
    private static readonly TimeSpan s_trust = TimeSpan.FromSeconds(3);

    private long _looked = time.GetTimestamp();

    /// <inheritdoc/>
    public bool Store(PackagedFragment fragment)
    {
        LookAgain();
        return sink.Store(fragment);
    }

    /// <inheritdoc/>
    public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
    {
        Look();
        sink.StoreManifest(name, manifest);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        LookAgain();
        sink.Delete(name);
    }

    private void LookAgain()
    {
        if (time.GetElapsedTime(Interlocked.Read(ref _looked)) >= s_trust)
        {
            Look();
        }
    }

    private void Look()
    {
        fence.Check();
        Interlocked.Exchange(ref _looked, time.GetTimestamp());
    }
}
