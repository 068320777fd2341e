using System.Diagnostics;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// Notices that the process stood still, as a machine that was suspended does, and asks at once whether the cluster has given its groups to others meanwhile:
/// Orleans would find out seconds later.
/// </summary>
internal sealed class FreezeWatch : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_freeze = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;

    /// <param name="node">This node.</param>
    /// <param name="membership">Is asked.</param>
    /// <param name="end">Ends the process.</param>
    public FreezeWatch(Node node, IClusterMembershipService membership, NodeEnd end)
    {
        _thread = new Thread(() => Watch(node, membership, end)) { IsBackground = true, Name = "Freeze watch", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Watch(Node node, IClusterMembershipService membership, NodeEnd end)
    {
        long last = Stopwatch.GetTimestamp();
        while (!_end.Wait(s_tick))
        {
            TimeSpan gap = Stopwatch.GetElapsedTime(last);
            last = Stopwatch.GetTimestamp();
            if (gap > s_freeze)
            {
                node.Log.Write(ServiceEvent.Cluster, $"The process stood still for {gap.TotalSeconds:0.0} s.");
                Ask(node, membership, end);
            }
        }
    }

    private static void Ask(Node node, IClusterMembershipService membership, NodeEnd end)
    {
        try
        {
            membership.Refresh(default, CancellationToken.None).AsTask().Wait(s_freeze);
        }
        catch (AggregateException failure)
        {
            node.Log.Write(ServiceEvent.Cluster, Outage.Of(failure).Message, Outage.Of(failure));
        }

        if (!membership.CurrentSnapshot.Members.Values.Any(member => member.Name == node.Name && member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping))
        {
            end.End("it stood still, and the others went on without it");
        }
    }
}
