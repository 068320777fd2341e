using MssTools.Core.Inputs.Points;

namespace MssTools.Core.Streams;

/// <summary>What is made of what a publishing point receives: local streams, and a live group where the user wants one.</summary>
/// <param name="definition">The point.</param>
/// <param name="root">Full path of the folder that gets the group.</param>
/// <param name="inputs">Where the streams get their names.</param>
/// <param name="start">Starts a group.</param>
/// <param name="stop">Ends streams.</param>
/// <param name="time">The clock.</param>
internal sealed class PointGroup(
    PointDefinition definition,
    string root,
    LocalStreamRegistry inputs,
    Func<StreamDefinition, IReadOnlyList<MssStream>> start,
    Action<IReadOnlyList<int>> stop,
    TimeProvider time)
    : IPointHost
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_shortPatience = TimeSpan.FromSeconds(2); // perhaps nobody reads
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private IReadOnlyList<int> _streams = [];

    /// <summary>The group, of local streams.</summary>
    public StreamDefinition DefinitionOf(IReadOnlyList<string> names) => definition.Group with
    {
        LocalStreamNames = names,
        GroupName = definition.Name,
        TargetFolder = root,
        IsLive = true,
        KeepAlive = true,
    };

    /// <inheritdoc/>
    public Task BeginAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions)
    {
        try
        {
            foreach (PointRendition rendition in renditions)
            {
                inputs.Published.Add(rendition, takeOver: false);
                rendition.SendingChanged += isSending => inputs.Published.Note(rendition, isSending);
            }

            if (definition.MakesGroup)
            {
                _streams = [.. start(DefinitionOf([.. renditions.Select(r => r.Name)])).Select(s => s.Id)];
            }
        }
#pragma warning disable CA1031 // Whatever it is: the names must be free, and the user must see it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Withdraw(renditions);
            point.Fail(MssException.From(failure));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RetireAsync(IReadOnlyList<PointRendition> renditions)
    {
        _streams = [];
        Withdraw(renditions);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task EndAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions)
    {
        IReadOnlyList<int> streams = _streams;
        _streams = [];
        try
        {
            await AwaitReadersAsync(renditions).ConfigureAwait(false);
            Withdraw(renditions);
            stop(streams);
        }
        finally
        {
            point.Stopped();
        }
    }

    private void Withdraw(IReadOnlyList<PointRendition> renditions)
    {
        foreach (PointRendition rendition in renditions)
        {
            inputs.Published.Remove(rendition);
        }
    }

    // Who has just begun has yet to read what came.
    private async Task AwaitReadersAsync(IReadOnlyList<PointRendition> renditions)
    {
        TimeSpan patience = definition.MakesGroup ? s_patience : s_shortPatience;
        long start = time.GetTimestamp();
        while (renditions.Any(rendition => !rendition.IsRead) && time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(s_look, time).ConfigureAwait(false);
        }
    }
}
