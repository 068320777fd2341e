namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// Finds the streams of an input whose tables are missing or damaged, by what its packets show. Keeps a few numbers for each
/// PID and no payload.
/// </summary>
internal sealed class ShownStreams
{
    /// <summary>
    /// Packets of media, 1.9 MB, that come without tables before their contents count. Tables come several times a second, and
    /// take over when they come after all.
    /// </summary>
    public const int Patience = 10_000;

    private const int Witnesses = 3; // PES packets that show the same
    private const int FirstPid = 0x20; // below are tables
    private const int NullPid = 0x1fff;
    private const int MostPids = 64;

    private readonly SortedDictionary<int, (int Type, int Count)> _shown = [];

    /// <summary>Packets of media that came so far.</summary>
    public int Packets { get; private set; }

    /// <summary>The streams that can be packaged.</summary>
    public IReadOnlyList<PmtStream> Streams =>
        [.. _shown.Where(shown => shown.Value.Count >= Witnesses && StreamType.CodecOf(shown.Value.Type) is not null)
            .Select(shown => new PmtStream(shown.Value.Type, shown.Key))];

    /// <summary>Looks at a packet whose PID no table names.</summary>
    public void Push(in TsPacket packet)
    {
        if (packet.Pid is < FirstPid or NullPid || !packet.HasPayload || packet.IsDamaged)
        {
            return;
        }

        Packets++;
        if (PayloadShape.Of(packet) is not { } type || (_shown.Count == MostPids && !_shown.ContainsKey(packet.Pid)))
        {
            return;
        }

        (int before, int count) = _shown.GetValueOrDefault(packet.Pid);
        _shown[packet.Pid] = (type, before == type ? count + 1 : 1);
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        _shown.Clear();
        Packets = 0;
    }
}
