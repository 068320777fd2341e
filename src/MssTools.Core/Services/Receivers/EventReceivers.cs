using MssTools.Core.Streams;

namespace MssTools.Core.Services.Receivers;

/// <summary>The webhooks and files that get the events of an engine.</summary>
/// <param name="events">The events.</param>
/// <param name="time">The clock.</param>
internal sealed class EventReceivers(EventHub events, TimeProvider time)
{
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, EventReceiver> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds one, which listens when this returns; the one that is there, if it has the same definition.</summary>
    /// <exception cref="MssException">
    /// InvalidSetting; AlreadyExists: the name or the file is taken; NotFound, AccessDenied or SinkFailed: the file cannot be written.
    /// </exception>
    public MssEventReceiver Add(EventReceiverDefinition definition)
    {
        definition = Unmasking.Of(definition, []);
        definition.Validate();
        lock (_lock)
        {
            if (_byName.TryGetValue(definition.Name, out EventReceiver? there))
            {
                return DefinitionDifference.NamesBetween(there.Definition, definition).Count == 0 ? there.ToModel() : throw Taken(there.Definition, definition);
            }

            Refuse(definition);
            IEventTarget target = definition.Uri is null ? EventFile.Open(definition) : new Webhook(definition, time);
            var receiver = new EventReceiver(definition, target, events, time);
            _byName.Add(definition.Name, receiver);
            return receiver.ToModel();
        }
    }

    /// <summary>Snapshots, by name.</summary>
    public IReadOnlyList<MssEventReceiver> List()
    {
        lock (_lock)
        {
            return [.. _byName.Values.Select(receiver => receiver.ToModel())];
        }
    }

    /// <summary>What they were made with, by name.</summary>
    public IReadOnlyList<EventReceiverDefinition> Definitions()
    {
        lock (_lock)
        {
            return [.. _byName.Values.Select(receiver => receiver.Definition)];
        }
    }

    /// <summary>Ends one and forgets it.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Remove(string name)
    {
        EventReceiver? receiver;
        lock (_lock)
        {
            _byName.Remove(name, out receiver);
        }

        if (receiver is null)
        {
            throw new MssException(MssError.NotFound, $"There is no event receiver '{name}'.", "Get-MSSEventReceiver lists what there is.");
        }

        receiver.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Ends all, in two seconds.</summary>
    public void RemoveAll()
    {
        EventReceiver[] receivers;
        lock (_lock)
        {
            receivers = [.. _byName.Values];
            _byName.Clear();
        }

        Task.WaitAll([.. receivers.Select(receiver => receiver.DisposeAsync().AsTask())]);
    }

    private void Refuse(EventReceiverDefinition definition)
    {
        if (_byName.Count >= Most)
        {
            throw new MssException(MssError.InvalidSetting, $"There are {Most} event receivers already.", "Remove some with Unregister-MSSEvent.");
        }

        if (definition.Path is { } path && _byName.Values.FirstOrDefault(other => path.Equals(other.Definition.Path, StringComparison.OrdinalIgnoreCase)) is { } writer)
        {
            throw new MssException(
                MssError.AlreadyExists, $"The event receiver '{writer.Definition.Name}' writes '{path}' already.", "Give another -Path.");
        }
    }

    private static MssException Taken(EventReceiverDefinition there, EventReceiverDefinition definition) => new(
        MssError.AlreadyExists,
        $"There is an event receiver '{there.Name}' already: {string.Join(" ", DefinitionDifference.Sentences(there, definition))}",
        "Give another -Name, or -Force to have it be as is said now.");
}
