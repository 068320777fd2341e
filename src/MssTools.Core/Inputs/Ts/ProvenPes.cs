namespace MssTools.Core.Inputs.Ts;

/// <summary>Holds the first PES packets of a track until it is known whether the first time stamp is right.</summary>
/// <param name="track">Takes them.</param>
/// <param name="proof">Tells; null among the packets is a loss.</param>
internal sealed class ProvenPes(ITsTrack track, StampProof<PesUnit?> proof) : IPesConsumer
{
    private const int MostBytes = 16 * 1024 * 1024;

    private int _bytes;

    /// <summary>The track.</summary>
    public ITsTrack Track => track;

    /// <inheritdoc/>
    public void Accept(ReadOnlySpan<byte> payload, long? pts, long? dts, bool isRandomAccess)
    {
        if (proof.IsOver)
        {
            track.Accept(payload, pts, dts, isRandomAccess);
            return;
        }

        proof.Push(new PesUnit(payload.ToArray(), pts, dts, isRandomAccess), dts ?? pts);
        _bytes += payload.Length;
        if (_bytes > MostBytes)
        {
            proof.End();
        }

        Give();
    }

    /// <inheritdoc/>
    public void Lose()
    {
        proof.Push(null, null);
        Give();
    }

    /// <inheritdoc/>
    public void End()
    {
        proof.End();
        Give();
        track.End();
    }

    private void Give()
    {
        while (proof.TryTake(out PesUnit? next, out long? stamp))
        {
            if (next is not { } unit)
            {
                track.Lose();
            }
            else if (stamp == (unit.Dts ?? unit.Pts))
            {
                track.Accept(unit.Payload, unit.Pts, unit.Dts, unit.IsRandomAccess);
            }
            else
            {
                track.Accept(unit.Payload, Beside(stamp!.Value, unit), stamp, unit.IsRandomAccess);
            }
        }
    }

    // Where only the DTS was wrong, the PTS is near the right one; else the two were moved alike.
    private static long Beside(long dts, PesUnit unit)
    {
        long pts = unit.Pts ?? dts;
        long delay = Distance(unit.Dts ?? pts, pts);
        bool isOwn = unit.Dts is not null && Math.Abs(Distance(dts, pts)) < Math.Abs(delay);
        return isOwn ? pts : (dts + delay) & (1L << TsReader.TimestampBits) - 1;
    }

    private static long Distance(long from, long to) => WrappingStamp.Distance(from, to, TsReader.TimestampBits);
}
