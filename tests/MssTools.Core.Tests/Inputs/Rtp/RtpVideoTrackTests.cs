using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtp;

public class RtpVideoTrackTests
{
    private const int Frame = 3600;
    private const string Frames = "6742000af841a2"; // 4 bits of frame_num, 4 of pic_order_cnt_lsb
    private const string Fields = "674d001ef4c9";
    private const string Pps = "68ce3880";

    private readonly InputWarnings _warnings = new();
    private readonly List<Sample> _samples = [];
    private ushort _sequence = 65_530;

    // Two slices a picture, each NAL unit in a packet of its own.
    [Theory]
    [InlineData("last")]
    [InlineData("each")]
    [InlineData("never")]
    public void Push_AnyUseOfTheMarker_EveryAccessUnitIsOneSample(string marked)
    {
        RtpVideoTrack track = Track(Frames);
        string[] pictures = [$"{Frames} {Pps} 6588842f 654884", "09f0 419a24 414a24", "419a48 414a48", "6588882f 654888"];
        for (int i = 0; i < pictures.Length; i++)
        {
            string[] units = pictures[i].Split(' ');
            for (int unit = 0; unit < units.Length; unit++)
            {
                bool isMarked = marked == "each" || (marked == "last" && unit == units.Length - 1);
                Push(track, i * Frame, isMarked, units[unit]);
            }
        }

        track.End();

        Assert.Equal(
            [(0L, true, 4), (Frame, false, 3), (2 * Frame, false, 2), (3 * Frame, true, 2)],
            _samples.Select(sample => (sample.DecodeTime, sample.IsSync, Units(sample))));
        Assert.Empty(_warnings.All);
        Assert.Equal(0, track.Losses);
    }

    [Fact]
    public void Push_PicturesOfOneTimeStamp_StaySamplesOfTheirOwn()
    {
        RtpVideoTrack track = Track(Frames);
        foreach (string unit in (string[])["6588842f", "654884", "419a24", "414a24", "419a48"])
        {
            Push(track, 0, isMarked: false, unit);
        }

        Push(track, Frame, isMarked: true, "419a6c");
        track.End();

        Assert.Equal([2, 2, 1, 1], _samples.Select(Units));
        Assert.Equal([0L, 1, 2, Frame], _samples.Select(sample => sample.DecodeTime));
        Assert.Single(_warnings.All);
    }

    // The clock stands: what is open must not grow for ever.
    [Fact]
    public void Push_ClockThatStands_GivesPicturesAllTheSame()
    {
        RtpVideoTrack track = Track(Frames);
        for (int i = 0; i < 600; i++)
        {
            Push(track, 0, isMarked: true, i == 0 ? "6588842f" : i % 2 == 0 ? "419a24" : "419a48");
        }

        Assert.InRange(_samples.Count, 500, 512);
    }

    // The fields of a frame, in access units of their own or with one timestamp.
    [Theory]
    [InlineData(0)]
    [InlineData(Frame / 2)]
    public void Push_Fields_AreOneSampleAFrame(int between)
    {
        RtpVideoTrack track = Track(Fields);
        string[] fields = ["6588850210", "61888628", "61888c48", "61888e68"];
        for (int i = 0; i < fields.Length; i++)
        {
            Push(track, i / 2 * Frame + i % 2 * between, isMarked: true, fields[i]);
        }

        track.End();

        Assert.Equal([(0L, true, 2), (Frame, false, 2)], _samples.Select(sample => (sample.DecodeTime, sample.IsSync, Units(sample))));
    }

    // Of two frames that no other refers to, and so of one frame_num, the bottom field and the top field are lost.
    [Fact]
    public void Push_FieldsOfTwoFramesBesideALoss_StayApart()
    {
        RtpVideoTrack track = Track(Fields);
        Push(track, 0, isMarked: false, "6588850210");
        Push(track, 0, isMarked: true, "61888628");
        Push(track, Frame, isMarked: true, "01888c48");
        _sequence += 2;
        Push(track, 2 * Frame, isMarked: true, "01888e68");
        Push(track, 3 * Frame, isMarked: true, "6588850210");
        track.End();

        Assert.Equal([(0L, 2), (Frame, 1), (3 * Frame, 1)], _samples.Select(sample => (sample.DecodeTime, Units(sample))));
    }

    // One picture a second: I an IDR picture, R a recovery point, A one of I slices only, P another, a dot one that is lost.
    [Theory]
    [InlineData("PPIPP", "IPP", "I", "2 pictures before the first")]
    [InlineData("RPPIPP", "RPPIPP", "RI", null)]
    [InlineData("IPRPAP", "IPRPAP", "I", null)]                  // IDR pictures come often enough
    [InlineData("IPPPPPPPPPRPRP", "IPPPPPPPPPRPRP", "IR", null)] // ten seconds without
    [InlineData("IP.PPRP", "IPRP", "IR", "2 pictures behind a loss")]
    [InlineData("IP.PAPIP", "IPIP", "II", "3 pictures behind a loss")]
    [InlineData("PAPP", "", "", "all there are")]                // RTP marks nothing that would make it a start
    public void Push_Pictures_StartWhereTheirNalUnitsSaySo(string pictures, string expected, string starts, string? warning)
    {
        RtpVideoTrack track = Track(Frames);
        var kinds = new Dictionary<long, char>();
        for (int i = 0; i < pictures.Length; i++)
        {
            kinds[i * 90_000] = pictures[i];
            switch (pictures[i])
            {
                case '.':
                    _sequence++;
                    break;
                case 'R':
                    Push(track, i * 90_000, isMarked: false, "060604");
                    Push(track, i * 90_000, isMarked: true, "419a24");
                    break;
                default:
                    Push(track, i * 90_000, isMarked: true, pictures[i] switch { 'I' => "6588842f", 'A' => "418884", _ => "419a24" });
                    break;
            }
        }

        track.End();

        Assert.Equal(expected, string.Concat(_samples.Select(sample => kinds[sample.DecodeTime])));
        Assert.Equal(starts, string.Concat(_samples.Where(sample => sample.IsSync).Select(sample => kinds[sample.DecodeTime])));
        Assert.Equal(warning is null ? [] : [true], _warnings.All.Select(said => said.Contains(warning!, StringComparison.Ordinal)));
    }

    // An IDR picture in three fragments (FU-A) and one whole slice; what is lost of it costs all up to the next.
    [Theory]
    [InlineData(-1, "0 1 2 3")]
    [InlineData(0, "2 3")]
    [InlineData(1, "2 3")]
    [InlineData(2, "2 3")]
    [InlineData(3, "2 3")]
    public void Push_PartOfAnIdrPictureIsLost_DecodingStartsAtTheNext(int lost, string expected)
    {
        RtpVideoTrack track = Track(Frames);
        string[] idr = ["7c85884f", "7c05112233", "7c45445566", "654884"];
        for (int i = 0; i < 4; i++)
        {
            string[] units = i % 2 == 0 ? idr : ["419a24"];
            for (int unit = 0; unit < units.Length; unit++)
            {
                if (i == 0 && unit == lost)
                {
                    _sequence++;
                    continue;
                }

                Push(track, i * Frame, isMarked: unit == units.Length - 1, units[unit]);
            }
        }

        track.End();

        Assert.Equal(expected, string.Join(' ', _samples.Select(sample => sample.DecodeTime / Frame)));
        Assert.True(_samples[0].IsSync);
    }

    private RtpVideoTrack Track(string sps) => new(
        1, 90_000, new RtpTimeline(), Convert.FromHexString($"000001{sps}000001{Pps}"), _warnings, _samples.Add);

    private void Push(RtpVideoTrack track, int timestamp, bool isMarked, string payload) =>
        track.Push(new RtpPacket(isMarked, 96, _sequence++, (uint)timestamp, 1, Convert.FromHexString(payload)));

    private static int Units(Sample sample)
    {
        int units = 0;
        ReadOnlySpan<byte> rest = sample.Data.ToMemory().Span;
        for (; rest.Length > 0; rest = rest[(4 + rest[3])..])
        {
            units++;
        }

        return units;
    }
}
