using MssTools.Core.Tests.Inputs.Ts;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Sends a test encoder's samples as a transport stream in datagrams.</summary>
/// <param name="proxy">What they go through.</param>
internal sealed class TsSender(UdpProxy proxy)
{
    private const int Timescale = 90_000;
    private const int PacketsPerDatagram = 7;
    private const long TimestampMask = (1L << 33) - 1;

    private static readonly TimeSpan s_tablesEvery = TimeSpan.FromMilliseconds(200);

    private readonly TsBuilder _packets = new();
    private TimeSpan? _tables;

    /// <summary>Sends all that the encoder has until a moment of the channel.</summary>
    public void Send(TestEncoder encoder, TimeSpan moment)
    {
        foreach (EncodedSample sample in encoder.Until(moment))
        {
            if (_tables is null || sample.Mark.Moment - _tables >= s_tablesEvery)
            {
                _tables = sample.Mark.Moment;
                _packets.Tables(0x1b, 0x0f);
            }

            Add(sample, encoder.HasOtherPicture);
        }

        while (_packets.Packets.Count >= PacketsPerDatagram)
        {
            proxy.Send([.. _packets.Packets.Take(PacketsPerDatagram).SelectMany(p => p)]);
            _packets.Packets.RemoveRange(0, PacketsPerDatagram);
        }
    }

    private void Add(EncodedSample sample, bool other)
    {
        long pts = (long)((Int128)sample.Timestamp.Ticks * Timescale / TimeSpan.TicksPerSecond) & TimestampMask;
        string mark = Convert.ToHexString(sample.Mark.ToBytes());
        if (!sample.Mark.IsVideo)
        {
            _packets.Audio(pts, TsBuilder.Adts(mark));
        }
        else if (sample.IsSync)
        {
            _packets.Idr(pts, Convert.ToHexString(TestParameters.AnnexB(other)), "65" + mark);
        }
        else
        {
            _packets.Slice(pts, "41" + mark);
        }
    }
}
