using MssTools.Core.Objects;
using MssTools.Core.Outputs.Fencing;

namespace MssTools.Core.Outputs.Objects;

/// <summary>
/// The epoch of a group in an object store: a small object beside the manifest that is only swapped for the next one. Taking it shows whether the store honours
/// conditions at all.
/// </summary>
internal sealed class ObjectFence : IFence
{
    /// <summary>Writers that may be faster, one after the other, before one gives up.</summary>
    private const int MostAttempts = 100;

    private readonly ObjectFolder _folder;
    private readonly string _name;
    private readonly PatientCalls _calls;
    private readonly WriterRecord _own;

    private ObjectFence(ObjectFolder folder, string name, PatientCalls calls, WriterRecord own, WriterRecord? before, bool isHonoured) =>
        (_folder, _name, _calls, _own, Before, IsHonoured) = (folder, name, calls, own, before, isHonoured);

    /// <summary>The number of this start, from 1.</summary>
    public long Epoch => _own.Epoch;

    /// <summary>The writer before this one; null: none is known.</summary>
    public WriterRecord? Before { get; }

    /// <summary>True where the store refuses what it is to refuse.</summary>
    public bool IsHonoured { get; }

    /// <summary>Name of the object of a group's epoch.</summary>
    public static string NameOf(string manifestName) => $".{manifestName}.epoch";

    /// <summary>Takes the next epoch of a group.</summary>
    /// <param name="folder">The group's place.</param>
    /// <param name="manifestName">File name of its manifest.</param>
    /// <param name="calls">Call the store.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <exception cref="MssException">GroupInUse: others take it, one after the other; SinkFailed, AccessDenied or TimedOut: the store.</exception>
    public static ObjectFence Take(ObjectFolder folder, string manifestName, PatientCalls calls, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string name = NameOf(manifestName);
        for (int attempt = 1; attempt <= MostAttempts; attempt++)
        {
            StoredObject? there = folder.Get(name, WriterRecord.Longest, CancellationToken.None);
            WriterRecord? before = there is null ? null : WriterRecord.Read(there.Bytes.Span);
            var own = WriterRecord.Own((before?.Epoch ?? 0) + 1, now);
            PutCondition condition = there is null ? PutCondition.New : PutCondition.Is(there.Tag);
            if (folder.Put(name, ContentOf(own), condition, CancellationToken.None) is not null)
            {
                // What was true before the first one is so no more.
                bool isHonoured = folder.Put(name, ContentOf(own), condition, CancellationToken.None) is null;
                return new ObjectFence(folder, name, calls, own, before, isHonoured);
            }
        }

        throw new MssException(MssError.GroupInUse, $"'{folder.Name}' is taken by one writer after the other.");
    }

    /// <summary>The newest writer of a group; null: none is known.</summary>
    /// <exception cref="MssException">The store.</exception>
    public static WriterRecord? Last(ObjectFolder folder, string manifestName)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Get(NameOf(manifestName), WriterRecord.Longest, CancellationToken.None) is { } there ? WriterRecord.Read(there.Bytes.Span) : null;
    }

    /// <summary>Notes that this writer finished the group.</summary>
    /// <exception cref="MssException">Fenced; else the store.</exception>
    public void NoteFinished(string fingerprint) => _calls.Do<object?>(token =>
    {
        StoredObject? there = _folder.Get(_name, WriterRecord.Longest, token);
        WriterRecord? record = there is null ? null : WriterRecord.Read(there.Bytes.Span);
        if (record is not null && record.Id != _own.Id)
        {
            throw record.Refuse(_folder.Name, Epoch);
        }

        PutCondition condition = there is null ? PutCondition.New : PutCondition.Is(there.Tag);
        _folder.Put(_name, ContentOf(_own with { Finished = fingerprint }), condition, token); // refused: another one came between, or it is there from a call whose answer was lost
        return null;
    });

    /// <inheritdoc/>
    public void Check() => _calls.Do<object?>(token =>
    {
        StoredObject? there = _folder.Get(_name, WriterRecord.Longest, token);
        if (there is null)
        {
            _folder.Put(_name, ContentOf(_own), PutCondition.New, token); // somebody emptied the place: the epoch goes on, or the next look shows whose it is
            return null;
        }

        WriterRecord? record = WriterRecord.Read(there.Bytes.Span);
        return record?.Id == _own.Id ? null
            : throw (record?.Refuse(_folder.Name, Epoch) ?? WriterRecord.Refusal(_folder.Name, Epoch, $"what lies in '{_name}' is no record of a writer"));
    });

    private static ObjectContent ContentOf(WriterRecord record) => new(record.Write(), "application/json", "no-store");
}
