namespace MssTools.Core.Streams;

/// <summary>What the name of a local stream stands for by now.</summary>
/// <param name="Definition">The input.</param>
/// <param name="IsPublished">True for what an encoder pushes to us; its source is where the encoder is, and is not called.</param>
internal sealed record NamedInput(LocalStreamDefinition Definition, bool IsPublished = false)
{
    /// <summary>The name.</summary>
    public string Name => Definition.Name;

    /// <summary>A full path, or an address.</summary>
    public string Source => Definition.Source;
}
