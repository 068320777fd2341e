using System.Diagnostics;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// Notices that the process stood still, as a machine that was suspended does, or that another node does not answer or does not know it, as behind a cut
/// network, and asks whether the cluster has given its groups to others meanwhile: Orleans would find out later, behind a cut of a minute after another one.
/// </summary>
internal sealed class ExclusionWatch : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_freeze = TimeSpan.FromSeconds(5);

    /// <summary>Three rounds of <see cref="Keeper"/>.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);

    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;

    /// <param name="node">This node.</param>
    /// <param name="membership">Is asked.</param>
    /// <param name="end">Ends the process.</param>
    public ExclusionWatch(Node node, IClusterMembershipService membership, NodeEnd end)
    {
        _thread = new Thread(() => Watch(node, membership, end)) { IsBackground = true, Name = "Exclusion watch", Priority = ThreadPriority.AboveNormal };
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
        long asked = last;
        while (!_end.Wait(s_tick))
        {
            TimeSpan gap = Stopwatch.GetElapsedTime(last);
            last = Stopwatch.GetTimestamp();
            if (gap > s_freeze)
            {
                node.Log.Write(ServiceEvent.Cluster, $"The process stood still for {gap.TotalSeconds:0.0} s.");
                Ask(node, membership, end, "it stood still");
                last = Stopwatch.GetTimestamp();
            }
            else if (node.View.Unknown > s_silence && Stopwatch.GetElapsedTime(asked) > s_again)
            {
                Ask(node, membership, end, "it was cut off");
                last = asked = Stopwatch.GetTimestamp();
            }
        }
    }

    private static void Ask(Node node, IClusterMembershipService membership, NodeEnd end, string why)
    {
        try
        {
            membership.Refresh(default, CancellationToken.None).AsTask().Wait(s_freeze);
        }
        catch (AggregateException)
        {
            // The store does not answer, as Keeper says; asked again.
        }

        if (!membership.CurrentSnapshot.Members.Values.Any(member => member.Name == node.Name && member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping))
        {
            end.End($"{why}, and the others went on without it");
        }
    }
}
