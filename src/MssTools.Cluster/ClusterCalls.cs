using System.Text.Json;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>Asks the store and the other nodes. What does not answer is one error.</summary>
/// <param name="node">This node.</param>
/// <param name="cluster">Reaches the others.</param>
internal sealed class ClusterCalls(Node node, Cluster cluster)
{
    /// <summary>Groups that are asked for at a time.</summary>
    public const int MostAtATime = 32;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Waits for an answer.</summary>
    /// <exception cref="MssException">Unavailable; or what was refused.</exception>
    public static T Ask<T>(Func<Task<T>> ask)
    {
        try
        {
            return Task.Run(ask).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is not MssException)
        {
            throw Outage.Of(failure);
        }
    }

    /// <inheritdoc cref="Ask{T}"/>
    public static void Ask(Func<Task> ask) => Ask(async () =>
    {
        await ask();
        return true;
    });

    /// <summary>Asks a node only so long as who lists many can wait for one.</summary>
    /// <returns>The answer; null: there is none.</returns>
    public async Task<T?> TryAskAsync<T>(ClusterMember member, Func<INodeService, Task<T>> ask)
        where T : class?
    {
        try
        {
            return await ask(cluster.At(member.SiloAddress)).WaitAsync(s_patience);
        }
#pragma warning disable CA1031 // Whatever keeps it from answering, the others do.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>The catalog as it is now: what is told here was perhaps told at another node a moment ago.</summary>
    public Catalog Read() => Ask(() => cluster.ReadAsync(node.View.Catalog));

    /// <summary>Does an operation on what a node has.</summary>
    /// <exception cref="MssException">Unavailable: the node does not answer; or what it refused.</exception>
    public TResponse Run<TRequest, TResponse>(
        string at, Operation<TRequest, TResponse> operation, TRequest request, CancellationToken cancellationToken = default)
        where TRequest : new() => Ask(async () =>
        {
            ClusterMember member = cluster.Find(at) ?? throw new MssException(MssError.Unavailable, $"Node '{at}' is away.");
            byte[] body = operation.Request is null ? [] : JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Clear);
            Answer answer = await cluster.At(member.SiloAddress).RunAsync(operation.Path, body).WaitAsync(cancellationToken);
            return answer.Read<TResponse>();
        });

    /// <summary>What each node answers that does so in time; of others <see cref="ClusterEngine.GetService"/> says that they do not.</summary>
    public IReadOnlyList<(string Node, T Answer)> AskAll<T>(Operation<Operation.Nothing, T> operation) => Ask(async () =>
    {
        (string Name, Answer? Answer)[] answers = await Task.WhenAll(cluster.Living().Select(async member =>
            (member.Name, await TryAskAsync(member, at => at.RunAsync(operation.Path, [])))));
        return answers.Where(told => told.Answer is not null).Select(told => (told.Name, told.Answer!.Read<T>())).ToArray();
    });

    /// <summary>What all nodes list that answer in time.</summary>
    public IEnumerable<(string Node, T Item)> Gather<T>(Operation<Operation.Nothing, IReadOnlyList<T>> operation) =>
        AskAll(operation).SelectMany(told => told.Answer.Select(item => (told.Node, item)));

    /// <summary>Has this node read the catalog now: who asks it from now on is told of what was told here, even if the node that has it dies the next moment.</summary>
    public void Refresh()
    {
        try
        {
            Ask(() => node.Refresh().WaitAsync(s_patience));
        }
        catch (MssException)
        {
            // What was told is so all the same; the next round reads it.
        }
    }

    /// <summary>Has all nodes read the catalog now. Who does not hear it reads it two seconds later.</summary>
    public void RefreshAll() => Ask(() => Task.WhenAll(cluster.Living().Select(async member =>
    {
        if (await TryAskAsync(member, at => Heard(at.RefreshAsync())) is null)
        {
            node.Log.Write(ServiceEvent.Cluster, $"Node '{member.Name}' does not answer; it will read what is new by itself.");
        }
    })));

    /// <summary>Waits for nothing: what goes wrong is of no consequence.</summary>
    public static void Leave(Task call) =>
        _ = call.ContinueWith(static over => _ = over.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private static async Task<string> Heard(Task telling)
    {
        await telling;
        return "";
    }
}
