using System.Collections.Concurrent;
using MssTools.Core;
using MssTools.Core.Services;
using MssTools.Core.Services.Cluster;

namespace MssTools.Cluster;

/// <summary>This node: its engine, and what it knows.</summary>
/// <param name="parts">What it is made of.</param>
/// <param name="name">Its name.</param>
internal sealed class Node(NodeParts parts, string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Runs groups.</summary>
    public MssEngine Engine => parts.Engine;

    /// <summary>The same engine, with what it was told: by the cluster, and by this machine alone.</summary>
    public RememberingEngine Own => parts.Own;

    /// <summary>Seals what the store keeps.</summary>
    public StateSeal Seal => parts.State.Seal;

    /// <summary>Is told.</summary>
    public ServiceLog Log => parts.Log;

    /// <summary>The clock.</summary>
    public TimeProvider Time => parts.Time;

    /// <summary>What it says of itself; its name is one of it.</summary>
    public IReadOnlyList<string> Labels { get; } = [.. parts.Definition.NodeLabels, $"node={name}"];

    /// <summary>Whether it has all of some labels.</summary>
    public bool Suits(IReadOnlyList<string> labels) => labels.All(Labels.Contains);

    /// <summary>Whether it takes groups that ask for some labels.</summary>
    public bool Takes(IReadOnlyList<string> labels) => Suits(labels) && !View.Catalog.Suspended.Contains(Name);

    /// <summary>What nodes share, as this one reads it.</summary>
    public SharedEntries Shared { get; } = new(parts.State.Seal, parts.Log);

    /// <summary>What it knows of the others.</summary>
    public ClusterView View { get; } = new(parts.Time);

    /// <summary>The groups that it runs, by key.</summary>
    public ConcurrentDictionary<string, HeldGroup> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the catalog and does what it says; set when the node joins.</summary>
    public Func<Task> Refresh { get; set; } = static () => Task.CompletedTask;

    /// <summary>Gives other nodes what encoders push here.</summary>
    public RelayDesk Desk { get; } = new(parts.Engine.LocalStreams.Published, parts.Time);

    /// <summary>Tells other nodes what happens here.</summary>
    public EventDesk Events { get; } = new(parts.Engine.Events, parts.Time);

    /// <summary>Takes what encoders POST to other nodes.</summary>
    public PostDesk Posts { get; } = new(parts.Engine.Points, parts.Time);

    /// <summary>Notes what encoders push to another node; set when the node joins.</summary>
    public Action<string, string[]> NotePublished { get; set; } = static (_, _) => { };

    /// <summary>Ends what other nodes read here, or write, and have not called for in a while.</summary>
    public void EndSilent()
    {
        Desk.EndSilent();
        Events.EndSilent();
        Posts.EndSilent();
    }

    /// <summary>This machine, as others see it.</summary>
    public MssNode Measure() => parts.Engine.Measure(parts.State.Path) with { Name = name, Labels = Labels };
}
