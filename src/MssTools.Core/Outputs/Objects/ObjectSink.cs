using System.Buffers;
using System.Collections.Concurrent;
using MssTools.Core.Manifests;
using MssTools.Core.Objects;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs.Objects;

/// <summary>
/// Stores a group in an object store. A fragment is there whole from its first moment on, and is never replaced by another writer's; a document that names
/// fragments replaces the one that this writer stored, or nothing.
/// </summary>
/// <param name="folder">The group's place.</param>
/// <param name="fence">Says whose it is.</param>
/// <param name="fragmentLength">Wanted length of a fragment: manifests are not cached for longer.</param>
/// <param name="calls">Call the store.</param>
/// <param name="held">Names of fragments that an earlier run held back; when one is stored, what was kept of it goes.</param>
internal sealed class ObjectSink(ObjectFolder folder, ObjectFence fence, TimeSpan fragmentLength, PatientCalls calls, IEnumerable<string> held) : ISink
{
    /// <summary>Other writers, or attempts of our own that came late, before one gives up.</summary>
    private const int MostAttempts = 8;

    private readonly ConcurrentDictionary<string, bool> _held = new(held.Select(name => KeyValuePair.Create(name, true)));
    private readonly ConcurrentDictionary<string, ObjectTag> _tags = new(StringComparer.Ordinal);
    private volatile bool _isLeft;

    /// <summary>True where the store lets nothing be deleted: expired fragments are left to its own rules.</summary>
    public bool LeavesDeletion => _isLeft;

    /// <summary>Notes a document as this writer's own.</summary>
    public void Know(string name, ObjectTag tag) => _tags[name] = tag;

    /// <inheritdoc/>
    public bool Store(PackagedFragment fragment)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        int length = checked((int)fragment.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        fragment.CopyTo(buffer);
        var content = ObjectHeaders.OfFragment(fragment.Track.Kind, buffer.AsMemory(0, length));
        calls.Do(token => Swap(fragment.Path, content, tag: null, token));
        ArrayPool<byte>.Shared.Return(buffer); // not after a failure: the store's client may still be reading it
        if (!_held.IsEmpty && _held.TryRemove(fragment.Path, out _))
        {
            Forget(GroupLayout.HeldPathOf(fragment.Path));
        }

        return false;
    }

    /// <inheritdoc/>
    public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
    {
        var content = ObjectHeaders.OfManifest(ManifestEpoch.Write(manifest.Span, fence.Epoch), fragmentLength);
        _tags[name] = calls.Do(token => Swap(name, content, _tags.GetValueOrDefault(name), token));
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        if (_isLeft)
        {
            return;
        }

        try
        {
            folder.Delete(name, CancellationToken.None);
        }
        catch (MssException failure) when (failure.Code == MssError.AccessDenied)
        {
            _isLeft = true;
        }
        catch (MssException failure) when (failure.Code == MssError.TimedOut)
        {
            throw new MssException(MssError.SinkFailed, failure.Message, failure.RecommendedAction, failure);
        }
    }

    /// <summary>Deletes a document that names fragments: the next one of its name is a new one.</summary>
    /// <exception cref="MssException">SinkFailed.</exception>
    public void Remove(string name)
    {
        folder.Delete(name, CancellationToken.None);
        _tags.TryRemove(name, out _);
    }

    // What was held back is stored now; where a copy stays, the next start deletes it.
    private void Forget(string name)
    {
        try
        {
            Delete(name);
        }
        catch (MssException failure) when (failure.Code == MssError.SinkFailed)
        {
            // As above.
        }
    }

    // Where something else has the name: an attempt of ours whose answer was lost, the same of an earlier writer, or what an older run of the group left.
    private ObjectTag Swap(string name, ObjectContent content, ObjectTag? tag, CancellationToken token)
    {
        for (int attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (folder.Put(name, content, tag is null ? PutCondition.New : PutCondition.Is(tag), token) is { } stored)
            {
                return stored;
            }

            StoredObject? there = folder.Get(name, StoredGroup.LargestFragment, token);
            if (there is not null && there.Bytes.Span.SequenceEqual(content.Bytes.Span))
            {
                return there.Tag;
            }

            fence.Check();
            tag = there?.Tag;
        }

        throw new MssException(MssError.SinkFailed, $"'{folder.Name}/{name}' is changed by somebody else all the time.");
    }
}
