namespace MssTools.Core.Inputs;

/// <summary>What encoders push to other machines, which can be read from here.</summary>
internal interface IPublicationsElsewhere
{
    /// <summary>All of them, as far as it is known; no name twice. Does not wait.</summary>
    IReadOnlyList<IPublication> List();

    /// <summary>The one of a name that an encoder sends, as far as it is known; null: there is none. Does not wait.</summary>
    IPublication? Find(string name);

    /// <summary>Asks its machine whether an encoder still sends it; who does not answer in a second has it no more.</summary>
    bool IsHeld(string name);

    /// <summary>Has its machine end it, for another encoder takes over its name; does not wait for longer than a second.</summary>
    void End(string name);
}

/// <summary>Of a machine that is alone.</summary>
internal sealed class NoPublicationsElsewhere : IPublicationsElsewhere
{
    /// <summary>The one.</summary>
    public static NoPublicationsElsewhere Instance { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<IPublication> List() => [];

    /// <inheritdoc/>
    public IPublication? Find(string name) => null;

    /// <inheritdoc/>
    public bool IsHeld(string name) => false;

    /// <inheritdoc/>
    public void End(string name)
    {
    }
}
