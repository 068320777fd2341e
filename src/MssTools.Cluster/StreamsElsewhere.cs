using System.Collections.Concurrent;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Relay;

namespace MssTools.Cluster;

/// <summary>
/// What encoders push to the other nodes, as they tell it: at once when it changes, and every few seconds, lest somebody missed it. A group reads it from whichever node has it.
/// </summary>
internal sealed class StreamsElsewhere : IPublicationsElsewhere, IDisposable
{
    /// <summary>Names that are told and known of one node.</summary>
    public const int MostOfNode = 4096;

    private static readonly TimeSpan s_tell = TimeSpan.FromSeconds(3);

    /// <summary>Who has told nothing for so long has nothing.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(1);

    /// <summary>A node that does not answer a reader for so long is given up; its answers come within a second.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Node _node;
    private readonly Cluster _cluster;
    private readonly ConcurrentDictionary<string, Told> _told = new(StringComparer.Ordinal);
    private readonly ITimer _timer;

    /// <param name="node">This node.</param>
    /// <param name="cluster">Reaches the others.</param>
    public StreamsElsewhere(Node node, Cluster cluster)
    {
        (_node, _cluster) = (node, cluster);
        _timer = node.Time.CreateTimer(_ => _ = TellAsync(), state: null, TimeSpan.Zero, s_tell);
        node.NotePublished = Note;
        node.Engine.LocalStreams.Published.Elsewhere = this;
        node.Engine.LocalStreams.Published.Changed += TellSoon;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IPublication> List() =>
        [.. Living().SelectMany(told => told.Value.Names.Select(name => Of(told.Key, name))).DistinctBy(publication => publication.Name, StringComparer.OrdinalIgnoreCase)];

    /// <inheritdoc/>
    public IPublication? Find(string name) => HolderOf(name) is { } holder ? Of(holder, name) : null;

    /// <inheritdoc/>
    public bool IsHeld(string name) => HolderOf(name) is { } holder && Ask(holder, node => node.HasPublicationAsync(name));

    /// <inheritdoc/>
    public void End(string name)
    {
        if (HolderOf(name) is { } holder)
        {
            Ask(holder, async node =>
            {
                await node.YieldPublicationAsync(name);
                return true;
            });
        }
    }

    /// <summary>Tells no more, and knows of nothing.</summary>
    public void Dispose()
    {
        _node.Engine.LocalStreams.Published.Changed -= TellSoon;
        _node.Engine.LocalStreams.Published.Elsewhere = NoPublicationsElsewhere.Instance;
        _timer.Dispose();
    }

    private void Note(string node, string[] names)
    {
        _told[node] = new Told(names.Take(MostOfNode).ToHashSet(StringComparer.OrdinalIgnoreCase), _node.Time.GetTimestamp());
        _node.Engine.LocalStreams.Published.YieldTo(names);
    }

    private IEnumerable<KeyValuePair<string, Told>> Living() => _told
        .Where(told => _node.Time.GetElapsedTime(told.Value.At) < s_silence && _cluster.Find(told.Key) is not null)
        .OrderBy(told => told.Key, StringComparer.Ordinal);

    private string? HolderOf(string name) => Living().FirstOrDefault(told => told.Value.Names.Contains(name)).Key;

    private Publication Of(string holder, string name) => new(this, holder, name);

    // Under the lock of who raises it.
    private void TellSoon(IPublication publication, bool isSending) => _timer.Change(TimeSpan.Zero, s_tell);

    private async Task TellAsync()
    {
        string[] names = [.. _node.Engine.LocalStreams.Published.Sending().Take(MostOfNode).Select(publication => publication.Name)];
        await Task.WhenAll(_cluster.Others().Select(async other =>
        {
            try
            {
                await _cluster.At(other).TellPublishedAsync(_node.Name, names).WaitAsync(s_answer);
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException or OperationCanceledException)
            {
                // It is told again.
            }
        }));
    }

    private bool Ask(string holder, Func<INodeService, Task<bool>> ask)
    {
        try
        {
            return _cluster.Find(holder) is { } member && Task.Run(() => ask(_cluster.At(member.SiloAddress)).WaitAsync(s_answer)).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return false;
        }
    }

    private T Fetch<T>(string holder, string name, Func<INodeService, Task<T>> ask, CancellationToken stop)
    {
        try
        {
            ClusterMember member = _cluster.Find(holder) ?? throw new OrleansException("It has left the cluster.");
            return Task.Run(() => ask(_cluster.At(member.SiloAddress)).WaitAsync(s_patience, stop), stop).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"Node '{holder}', to which an encoder pushes '{name}', does not answer: {ForeignText.Value(failure.GetBaseException().Message)}",
                "The stream goes on when the node answers again, or the encoder comes to another one.",
                failure);
        }
    }

    private sealed record Told(IReadOnlySet<string> Names, long At);

    private sealed class Publication(StreamsElsewhere streams, string holder, string name) : IPublication
    {
        public string Name => name;

        public string Source => $"an encoder at node '{holder}'";

        public IMediaReader? TryOpen()
        {
            return TryBegin() is not { } reading ? null : new RelayedReader(
                stop => streams.Fetch(holder, name, node => node.ReadPublicationAsync(reading), stop),
                () => streams.Ask(holder, async node =>
                {
                    await node.ClosePublicationAsync(reading);
                    return true;
                }));
        }

        // A node that has just died has nothing: whoever reads waits for the encoder.
        private Guid? TryBegin()
        {
            try
            {
                return streams.Fetch(holder, name, node => node.OpenPublicationAsync(name), CancellationToken.None);
            }
            catch (MssException gone) when (gone.Code == MssError.SourceFailed)
            {
                return null;
            }
        }

        public void Complete()
        {
            // Its node does.
        }
    }
}
