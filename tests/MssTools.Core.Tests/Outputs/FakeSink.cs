using System.Text;
using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>Keeps names in memory; fails where it is told to.</summary>
internal sealed class FakeSink : ISink
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];
    private int _stores;

    /// <summary>Number of the store that fails, from 1; 0: none.</summary>
    public int FailingStore { get; init; }

    public bool ManifestFails { get; init; }

    /// <summary>What every store throws; may change while streams run.</summary>
    public Exception? StoreFailure { get; set; }

    /// <summary>What every manifest throws.</summary>
    public Exception? ManifestFailure { get; set; }

    /// <summary>What every deletion throws.</summary>
    public Exception? DeleteFailure { get; set; }

    /// <summary>What was stored and deleted, in the order of the ends.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public List<string> Manifests { get; } = [];

    public Action<PackagedFragment> Storing { get; init; } = _ => { };

    public bool Store(PackagedFragment fragment)
    {
        if (Interlocked.Increment(ref _stores) == FailingStore)
        {
            throw new MssException(MssError.SinkFailed, $"'{fragment.Path}' cannot be stored: no space left");
        }

        ThrowIfAny(StoreFailure);
        Storing(fragment);
        Note(fragment.Path);
        return false;
    }

    public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
    {
        if (ManifestFails)
        {
            throw new MssException(MssError.SinkFailed, "'manifest.ismc' cannot be stored: read-only");
        }

        ThrowIfAny(ManifestFailure);
        Manifests.Add(Encoding.UTF8.GetString(manifest.Span));
        Note("manifest");
    }

    public void Delete(string path)
    {
        ThrowIfAny(DeleteFailure);
        Note("-" + path);
    }

    private static void ThrowIfAny(Exception? failure)
    {
        if (failure is not null)
        {
            throw failure;
        }
    }

    private void Note(string call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }
}
