namespace MssTools.Core.Inputs.Network;

/// <summary>
/// Knows the last datagrams, so that one which the network delivers twice is taken once. Packets of a transport stream
/// carry counters: only stuffing is ever equal by right.
/// </summary>
internal sealed class RecentDatagrams
{
    private const int Count = 8;

    private readonly byte[][] _bytes = [.. Enumerable.Range(0, Count).Select(_ => Array.Empty<byte>())];
    private readonly int[] _lengths = new int[Count];
    private int _next;

    /// <summary>True for a datagram that is equal to one of the last; else it is one of these from now on.</summary>
    public bool Has(ReadOnlySpan<byte> datagram)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_bytes[i].AsSpan(0, _lengths[i]).SequenceEqual(datagram) && !datagram.IsEmpty)
            {
                return true;
            }
        }

        if (_bytes[_next].Length < datagram.Length)
        {
            _bytes[_next] = new byte[datagram.Length]; // 64 KiB at most, by UDP
        }

        datagram.CopyTo(_bytes[_next]);
        _lengths[_next] = datagram.Length;
        _next = (_next + 1) % Count;
        return false;
    }
}
