namespace MssTools.Cmdlets;

/// <summary>The settings that were typed: changes to a definition, which is a new one, or that of a group which is made again.</summary>
internal sealed class TypedSettings
{
    private readonly List<Func<StreamDefinition, StreamDefinition>> _changes = [];

    /// <summary>The typed settings in a new definition, whose defaults are those of the parameters.</summary>
    public StreamDefinition Value { get; private set; } = new();

    /// <summary>Takes one more setting.</summary>
    public void Change(Func<StreamDefinition, StreamDefinition> change)
    {
        _changes.Add(change);
        Value = change(Value);
    }

    /// <summary>The typed settings, before those of a definition.</summary>
    public StreamDefinition Over(StreamDefinition definition) => _changes.Aggregate(definition, static (before, change) => change(before));
}
