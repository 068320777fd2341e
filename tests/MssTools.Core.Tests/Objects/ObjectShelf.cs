using System.Security.Cryptography;
using MssTools.Core.Objects;

namespace MssTools.Core.Tests.Objects;

/// <summary>The objects of one bucket, as S3 keeps them: an ETag is the MD5 of the bytes, a condition is judged and the object stored at once.</summary>
/// <param name="time">Says when something was stored.</param>
internal sealed class ObjectShelf(TimeProvider? time = null)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Shelved> _objects = new(StringComparer.Ordinal);

    /// <summary>All keys, in their order.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Keys];
            }
        }
    }

    /// <summary>An object; null: there is none.</summary>
    public Shelved? Find(string key)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <summary>Stores an object.</summary>
    /// <returns>Its tag; null: the condition is not true.</returns>
    public ObjectTag? Put(string key, ObjectContent content, PutCondition condition)
    {
        byte[] bytes = content.Bytes.ToArray();
        lock (_lock)
        {
            Shelved? there = _objects.GetValueOrDefault(key);
            if ((condition.IsNew && there is not null) || (condition.Tag is { } tag && there?.Tag != tag))
            {
                return null;
            }

#pragma warning disable CA5351 // What S3 does.
            var stored = new Shelved(bytes, new ObjectTag($"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\""), content.ContentType, content.CacheControl, Now());
#pragma warning restore CA5351
            _objects[key] = stored;
            return stored.Tag;
        }
    }

    /// <summary>Keys that begin with something and lie behind another one.</summary>
    public IReadOnlyList<string> List(string prefix, string? after = null)
    {
        lock (_lock)
        {
            return [.. _objects.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(k, after) > 0)];
        }
    }

    /// <summary>Deletes an object, if there is one.</summary>
    public void Delete(string key)
    {
        lock (_lock)
        {
            _objects.Remove(key);
        }
    }

    private DateTimeOffset Now() => (time ?? TimeProvider.System).GetUtcNow();

    /// <param name="Bytes">Its bytes.</param>
    /// <param name="Tag">Its tag.</param>
    /// <param name="ContentType">Content-Type.</param>
    /// <param name="CacheControl">Cache-Control.</param>
    /// <param name="Written">When it was stored.</param>
    internal sealed record Shelved(byte[] Bytes, ObjectTag Tag, string ContentType, string CacheControl, DateTimeOffset Written);
}
