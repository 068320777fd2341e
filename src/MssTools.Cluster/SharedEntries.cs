using System.Security.Cryptography;
using System.Text.Json;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>What nodes share, opened. What is as it was is not opened again, and is the same object.</summary>
/// <param name="seal">Opens it.</param>
/// <param name="log">Is told of what cannot be read.</param>
internal sealed class SharedEntries(StateSeal seal, ServiceLog log)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Sealed, StateEntry? Entry)> _read = new(StringComparer.Ordinal);

    /// <summary>All that can be read, by key. In the place of what cannot, such as what a newer node wrote, is what could be read of it last.</summary>
    public Dictionary<string, StateEntry> Of(Catalog catalog)
    {
        var all = new Dictionary<string, StateEntry>(StringComparer.Ordinal);
        lock (_lock)
        {
            foreach ((string key, byte[] bytes) in catalog.Shared)
            {
                if (!_read.TryGetValue(key, out (byte[] Sealed, StateEntry? Entry) known) || !known.Sealed.AsSpan().SequenceEqual(bytes))
                {
                    _read[key] = known = (bytes, Read(key, bytes) ?? known.Entry);
                }

                if (known.Entry is { } entry)
                {
                    all[key] = entry;
                }
            }

            foreach (string gone in _read.Keys.Where(key => !catalog.Shared.ContainsKey(key)).ToList())
            {
                _read.Remove(gone);
            }
        }

        return all;
    }

    private StateEntry? Read(string key, byte[] bytes)
    {
        try
        {
            return StateEntry.Read(bytes, seal);
        }
        catch (Exception failure) when (failure is JsonException or CryptographicException)
        {
            log.Write(ServiceEvent.Damaged, $"What the cluster keeps as '{ForeignText.Value(key)}' cannot be read, and stays here as it was: {failure.Message}");
            return null;
        }
    }
}
