using System.Security.Cryptography;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>Base of what is tested with nodes as processes, a real Redis, and a folder that all nodes see.</summary>
/// <param name="output">Gets their logs.</param>
public abstract class NodesTest(ITestOutputHelper output) : IDisposable
{
    private readonly List<NodeProcess> _nodes = [];

    private protected ITestOutputHelper Output => output;

    private protected TemporaryFolder Folder { get; } = new();

    private protected RedisServer Redis { get; } = new();

    /// <summary>What seals the secrets of the cluster.</summary>
    private protected string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public virtual void Dispose()
    {
        foreach (NodeProcess node in _nodes)
        {
            output.WriteLine($"-- {node.Id}\n{string.Join('\n', node.Log.Split('\n').Where(line => !line.Contains("\"stream\"", StringComparison.Ordinal)))}");
            node.Dispose();
        }

        Redis.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static async Task EndAsync(params NodeProcess[] nodes)
    {
        foreach (NodeProcess node in nodes)
        {
            Assert.Equal(0, await node.TerminateAsync());
        }
    }

    private protected async Task<NodeProcess> StartAsync(string name, params string[] arguments)
    {
        var node = new NodeProcess(Folder.PathOf(name), Key, ["--cluster", $"{Redis.Address}", "--node", name, .. arguments]);
        Add(node);
        await NodeProcess.UntilAsync(() => node.Client.GetService() is { State: MssServiceState.Running } now && now.NodeName == name, $"{name} is a node");
        return node;
    }

    private protected void Add(NodeProcess node) => _nodes.Add(node);
}
