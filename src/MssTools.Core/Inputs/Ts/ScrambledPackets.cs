using System.Numerics;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>Counts the scrambled packets of each PID and tells of them, in a sentence whose number grows.</summary>
/// <param name="warnings">Told when there are twice as many as before, and at the end.</param>
internal sealed class ScrambledPackets(InputWarnings warnings)
{
    private readonly SortedDictionary<int, (long Count, string? Told)> _pids = [];

    /// <summary>Counts one packet.</summary>
    public void Add(int pid)
    {
        (long count, string? told) = _pids.GetValueOrDefault(pid);
        _pids[pid] = (++count, BitOperations.IsPow2(count) ? Tell(pid, count, told) : told);
    }

    /// <summary>Tells the numbers that hold now.</summary>
    public void End()
    {
        foreach ((int pid, (long count, string? told)) in _pids.ToList())
        {
            _pids[pid] = (count, Tell(pid, count, told));
        }
    }

    private string Tell(int pid, long count, string? told) => warnings.Replace(
        told, $"{count} packets of PID {pid} are scrambled and are left out: the transport stream must be descrambled first.");
}
