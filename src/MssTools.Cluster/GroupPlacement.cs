using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace MssTools.Cluster;

/// <summary>Has groups placed by <see cref="Placement"/>.</summary>
[GenerateSerializer]
[Immutable]
internal sealed class GroupPlacement : PlacementStrategy;

/// <summary>Marks what is placed so.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GroupPlacementAttribute() : PlacementAttribute(new GroupPlacement());

/// <summary>Chooses the node that a group starts on: the one that was named in passing, or one that suits; where none does, the one that it waits at.</summary>
/// <param name="node">Knows the others.</param>
/// <param name="membership">Knows which silo is which node.</param>
internal sealed class GroupPlacementDirector(Node node, IClusterMembershipService membership) : IPlacementDirector
{
    /// <summary>Under this name the labels of a group that is new travel with the call that starts it.</summary>
    public const string LabelKey = "msstools-labels";

    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
        {
            return Task.FromResult(hint);
        }

        string key = target.GrainIdentity.Key.ToString()!;
        string[] labels = target.RequestContextData?.GetValueOrDefault(LabelKey) as string[]
            ?? node.View.Catalog.Groups.GetValueOrDefault(key)?.Labels
            ?? [];
        Dictionary<string, SiloAddress> named = [];
        foreach (SiloAddress silo in silos)
        {
            if (membership.CurrentSnapshot.Members.TryGetValue(silo, out ClusterMember? member))
            {
                named[member.Name] = silo;
            }
        }

        if (Placement.Draw([.. node.View.Loads.Where(load => named.ContainsKey(load.Name))], labels, Random.Shared) is not { } chosen)
        {
            return Task.FromResult(silos.Contains(context.LocalSilo) ? context.LocalSilo : silos[0]); // it waits there: who asks for it is to be answered
        }

        node.View.NotePlaced(chosen);
        return Task.FromResult(named[chosen]);
    }
}
