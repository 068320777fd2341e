using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>A sink before which a disk fills, stands still and comes back.</summary>
internal sealed class FaultySink(ISink inner) : ISink, IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    /// <summary>What every operation throws.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>Every operation waits from now on, until <see cref="Release"/>.</summary>
    public void Hang() => _open.Reset();

    public void Release() => _open.Set();

    public bool Store(PackagedFragment fragment)
    {
        Pass();
        return inner.Store(fragment);
    }

    public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
    {
        Pass();
        inner.StoreManifest(name, manifest);
    }

    public void Delete(string name)
    {
        Pass();
        inner.Delete(name);
    }

    public void Dispose() => _open.Dispose();

    private void Pass()
    {
        _open.Wait();
        if (Refusal is { } refusal)
        {
            throw refusal;
        }
    }
}
