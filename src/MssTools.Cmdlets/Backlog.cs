using System.Diagnostics;

namespace MssTools.Cmdlets;

/// <summary>
/// The recordings of a job that wait for their turn at one engine: it is given as many at a time as its machines take, so that twenty thousand cost it no more than
/// some dozens. What is finished is taken off the engine's list; the job has it.
/// </summary>
/// <param name="orders">The recordings, in their order.</param>
internal sealed class Backlog(IReadOnlyList<BacklogOrder> orders)
{
    /// <summary>Recordings at a time for each node, at first.</summary>
    private const int FirstOfNode = 4;

    /// <summary>At most.</summary>
    private const int MostOfNode = 32;

    /// <summary>Nodes that are busier than this are given no more at a time.</summary>
    private const double Busy = 0.75;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    /// <summary>After so long the job looks again at what is under way.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1);

    private readonly List<BacklogOrder> _left = [.. orders];
    private int _ofNode = FirstOfNode;
    private int _nodes = 1;
    private long? _looked;

    /// <summary>Begins what is due.</summary>
    /// <exception cref="MssException">The service does not answer now.</exception>
    public void Feed(IMssEngine engine)
    {
        _left.RemoveAll(order => order.IsOver);
        int under = _left.Count(order => order.IsBegun);
        if (_left.Count > under)
        {
            Measure(engine, isFull: under >= _ofNode * _nodes);
        }

        // What is over at once, as what is finished and unchanged is, takes nobody's turn.
        int room = (_ofNode * _nodes) - under;
        long began = Stopwatch.GetTimestamp();
        foreach (BacklogOrder next in _left.Where(order => !order.IsBegun))
        {
            if (room <= 0 || Stopwatch.GetElapsedTime(began) > s_turn)
            {
                break;
            }

            next.Begin(engine);
            room -= next.IsOver ? 0 : 1;
        }
    }

    // More at a time as long as processors are idle: where disks hold things up, more of them is no harm.
    private void Measure(IMssEngine engine, bool isFull)
    {
        if (_looked is { } at && Stopwatch.GetElapsedTime(at) < s_look)
        {
            return;
        }

        bool isFirst = _looked is null;
        _looked = Stopwatch.GetTimestamp();
        MssNode[] nodes = [.. engine.GetNodes().Where(node => node.State == MssNodeState.Running)];
        _nodes = Math.Max(1, nodes.Length);
        if (!isFirst && isFull && nodes.Length > 0 && nodes.Average(node => node.CpuLoad) < Busy)
        {
            _ofNode = Math.Min(MostOfNode, _ofNode + 1);
        }
    }
}
