using System.Buffers.Binary;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Media;
using MssTools.Core.Tests.Inputs.Flv;
using MssTools.Core.Tests.Inputs.Ts;
using Xunit;

namespace MssTools.Core.Tests.Inputs;

/// <summary>The first time stamp of a track is wrong, or any of RTP: it costs one sample its time, and no other.</summary>
public class StampProofTests
{
    private const long Second = 90_000;
    private const long Frame = 3600;
    private const long Sound = 1920;
    private const long Wrap = 1L << 33;

    // Which track; how many seconds its first stamp is off; whether the other track is there.
    public static TheoryData<bool, int, bool> FirstStamps()
    {
        var data = new TheoryData<bool, int, bool>();
        foreach (int seconds in new[] { -20_000, -300, -12, 12, 3, 300, 40_000 })
        {
            data.Add(true, seconds, true);
            data.Add(true, seconds, false);
            data.Add(false, seconds, true);
            data.Add(false, seconds, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FirstStamps))]
    public void TsReader_FirstStampIsWrong_CostsOneSampleItsTime(bool isVideo, int seconds, bool hasOther)
    {
        List<Sample> samples = Ts(seconds: isVideo ? seconds : 0, soundSeconds: isVideo ? 0 : seconds, isVideo || hasOther, !isVideo || hasOther);

        AssertInStep(samples, Second, 1000 * Second, 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TsReader_FirstStampFewSecondsTooEarlyBesideAnother_CostsOneSampleItsTime(bool isVideo) =>
        AssertInStep(Ts(isVideo ? -4 : 0, isVideo ? 0 : -4, true, true), Second, 1000 * Second, 0);

    [Fact]
    public void TsReader_OnlyTheDtsOfTheFirstPictureIsWrong_KeepsItsPts()
    {
        var builder = new TsBuilder().Tables(0x1b);
        builder.Video(1000 * Second + 2 * Frame, TsBuilder.Delimiter + TsBuilder.ParameterSets + "0000016588", dts: 5 * Second);
        for (int i = 1; i < 10; i++)
        {
            builder.Video(1000 * Second + (i + 2) * Frame, TsBuilder.Delimiter + "000001419a", dts: 1000 * Second + i * Frame);
        }

        List<Sample> samples = builder.Read();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => 1000 * Second + i * Frame), samples.Select(sample => sample.DecodeTime));
        Assert.All(samples, sample => Assert.Equal(2 * Frame, sample.CompositionOffset));
    }

    [Theory]
    [MemberData(nameof(FirstStamps))]
    public void FlvReader_FirstStampIsWrong_CostsOneSampleItsTime(bool isVideo, int seconds, bool hasOther)
    {
        FlvBuilder builder = new FlvBuilder().AvcHeader().AacHeader();
        const long Start = 30_000_000;
        for (int i = 0, sound = 0; i < 50; i++)
        {
            if (isVideo || hasOther)
            {
                builder.Avc(Start + i * 40 + (isVideo && i == 0 ? seconds * 1000L : 0), i == 0 ? "000000026588" : "00000002419a", key: i == 0);
            }

            for (; (!isVideo || hasOther) && sound * 64 < (i + 1) * 120; sound++)
            {
                builder.Aac(Start + sound * 64 / 3 + (!isVideo && sound == 0 ? seconds * 1000L : 0));
            }
        }

        AssertInStep(builder.Read(), 1000, Start, 1);
    }

    [Fact]
    public void TsReader_FirstStampIsWrong_IsSaidWithItsValue()
    {
        byte[] bytes = new TsBuilder().Tables(0x1b).Idr(5 * Second).Slice(1000 * Second).Slice(1000 * Second + Frame).ToArray();
        using var reader = new MssTools.Core.Inputs.Ts.TsReader(new InputStream(new MemoryStream(bytes)));
        Assert.Equal(3, reader.ReadSamples(CancellationToken.None).Count());

        string warning = Assert.Single(reader.Warnings);
        Assert.Contains("H.264", warning, StringComparison.Ordinal);
        Assert.Contains("the time stamp 5 s goes with none", warning, StringComparison.Ordinal);
    }

    // A screen that does not change: the first picture is where the sound begins, and the next comes much later.
    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public void TsReader_GapBehindTheFirstPicture_StaysOne(int seconds)
    {
        var builder = new TsBuilder().Tables(0x1b, 0x0f).Idr(0);
        for (int i = 0; i < seconds * 48; i++)
        {
            builder.Audio(i * Sound, TsBuilder.Adts("2101"));
        }

        for (int i = 0; i < 5; i++)
        {
            builder.Slice(seconds * Second + i * Frame);
        }

        List<Sample> samples = builder.Read();

        Assert.Equal([0, seconds * Second], samples.Where(s => s.Track.Kind == MediaKind.Video).Select(s => s.DecodeTime).Take(2));
    }

    [Fact]
    public void Push_SecondStampFollows_HoldsOneSample()
    {
        var proof = new StampProof<int>("x", 33, 90_000, new InputWarnings(), new MediaTimeline(33, 90_000).AddTrack());
        proof.Push(0, 0);
        Assert.False(proof.TryTake(out _, out _));
        proof.Push(1, Frame);

        Assert.True(proof.TryTake(out _, out _));
        Assert.True(proof.TryTake(out _, out _));
        Assert.True(proof.IsOver);
    }

    [Fact]
    public void Push_SlidesEveryThreeSeconds_AreNoDamage() =>
        Assert.Equal([0, 3, 6, 9, 12, 15], Proven([0, 3, 6, 9, 12, 15]));

    [Theory]
    [InlineData(new long[] { 0, 1, 2, 500, 501, 502 }, new long[] { 0, 1, 2, 500, 501, 502 })]     // a gap
    [InlineData(new long[] { 500, 501, 502, 0, 1, 2 }, new long[] { 500, 501, 502, 0, 1, 2 })]     // an encoder begins anew
    [InlineData(new long[] { 0, 1, 2, 3, 9 }, new long[] { 0, 1, 2, 3, 9 })]                       // a gap before the last
    [InlineData(new long[] { 0, 1, 2, 3, 900 }, new long[] { 0, 1, 2, 3, 4 })]                     // the last is wrong
    [InlineData(new long[] { 900, 1, 2, 3 }, new long[] { 0, 1, 2, 3 })]
    [InlineData(new long[] { 0, 900, 2, 3 }, new long[] { 0, 1, 2, 3 })]
    [InlineData(new long[] { 0, 1, 5, 3, 4 }, new long[] { 0, 1, 2, 3, 4 })]
    [InlineData(new long[] { 0, 1, 900, 700, 4, 5 }, new long[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new long[] { 0, 1, 900, 77, 78, 79 }, new long[] { 0, 1, 2, 77, 78, 79 })]         // a stray one at a new clock
    [InlineData(new long[] { 0, 1, 77, 900, 78, 79 }, new long[] { 0, 1, 77, 77, 78, 79 })]
    [InlineData(new long[] { 0, 1, 2, 3600, 3601, 10_000, 3602, 3603 }, new long[] { 0, 1, 2, 3600, 3601, 3601, 3602, 3603 })]
    public void Push_AnyStamps_AreNewWhereTheirSuccessorsSaySo(long[] stamps, long[] expected) =>
        Assert.Equal(expected, Proven(stamps));

    // In quarters of a second: a gap of little more than a second is one; only stamps of presentation run back a little.
    [Theory]
    [InlineData(new long[] { 0, 5, 6, 7 }, new long[] { 0, 5, 6, 7 }, true)]
    [InlineData(new long[] { 0, 5, 6, 7 }, new long[] { 0, 5, 6, 7 }, false)]
    [InlineData(new long[] { 0, 1, 2, 7, 8, 9 }, new long[] { 0, 1, 2, 7, 8, 9 }, true)]
    [InlineData(new long[] { 12, 10, 11, 14 }, new long[] { 12, 10, 11, 14 }, true)]
    [InlineData(new long[] { 12, 10, 11, 12 }, new long[] { 9, 10, 11, 12 }, false)]
    public void Push_SmallSteps_AreJudgedByTheirSuccessors(long[] stamps, long[] expected, bool isProvenThroughout)
    {
        TrackClock? clock = isProvenThroughout ? null : new MediaTimeline(32, 4).AddTrack();

        Assert.Equal(expected, Proven(stamps, timescale: 4, clock));
    }

    [Fact]
    public void Push_StrayStamps_CostTheirOwnTimesOnly() =>
        Gen.Select(Gen.Long[0, uint.MaxValue], Gen.Int[0, 98], Gen.OneOf(Gen.Long[-0x7000_0000, -95_000], Gen.Long[95_000, 0x7000_0000])).Sample(
            (start, at, off) =>
            {
                var proof = new StampProof<int>("x", 32, 90_000, new InputWarnings());
                List<long> given = [];
                for (int i = 0; i < 100; i++)
                {
                    proof.Push(i, (start + i * Frame + (i == at ? off : 0)) & uint.MaxValue);
                    while (proof.TryTake(out int item, out long? stamp))
                    {
                        Assert.Equal(given.Count, item);
                        given.Add(stamp!.Value);
                    }
                }

                Assert.Equal(100, given.Count);
                bool isShortGap = at == 0 && off < 0 && -off + Frame <= 10 * Second;
                Assert.All(given.Select((stamp, i) => (stamp, i)).Where(g => !(isShortGap && g.i == 0)), g =>
                    Assert.InRange((int)(uint)(g.stamp - start - g.i * Frame), -1, 1));
            },
            iter: 2000);

    // Pictures in decode order with times of presentation, and sound: any one is wrong, also the first.
    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, -300)]
    [InlineData(1, 5)]
    [InlineData(3, 5)]
    [InlineData(4, -5)]
    [InlineData(4, 500)]
    [InlineData(19, 500)]
    public void RtpTracks_OneStampIsWrong_TheOthersKeepTheirTimes(int at, int seconds)
    {
        List<Sample> pictures = [];
        List<Sample> frames = [];
        var video = new RtpVideoTrack(
            1, 90_000, new RtpTimeline(), Convert.FromHexString("0000016742000af841a2" + "00000168ce3880"), new InputWarnings(), pictures.Add);
        var audio = new RtpAudioTrack(2, 48_000, new RtpTimeline(), Format(), new InputWarnings(), frames.Add);
        for (int i = 0; i < 20; i++)
        {
            long off = i == at ? seconds : 0;
            video.Push(new RtpPacket(true, 96, (ushort)i, (uint)(1000 * Second + i * Frame + off * Second), 1, Convert.FromHexString(i == 0 ? "6588842f" : "419a24")));
            audio.Push(new RtpPacket(true, 97, (ushort)i, (uint)(1000 * 48_000L + i * 1024 + off * 48_000), 1, Convert.FromHexString("00100010" + "2101")));
        }

        video.End();
        audio.End();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => 1000 * Second + i * Frame), pictures.Select(sample => sample.DecodeTime));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 1000 * 48_000L + i * 1024), frames.Select(sample => sample.DecodeTime));
    }

    // Where the sender says nothing else, streams are put together by the arrival of their first packets.
    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public void Arrival_FirstStampIsWrong_IsThatOfItsSuccessors(int seconds)
    {
        var time = new FakeTimeProvider();
        var timeline = new RtpTimeline();
        var track = new RtpAudioTrack(1, 48_000, timeline, Format(), new InputWarnings(), _ => { });
        var stream = new RtpStream(new RtpMedia("audio", 97, "MPEG4-GENERIC", 48_000, "", new Dictionary<string, string>()), track, timeline, time);
        long started = time.GetTimestamp();
        for (int i = 0; i < 4; i++)
        {
            byte[] packet = Convert.FromHexString("80610000" + "00000000" + "00000001" + "00100010" + "2101");
            packet[3] = (byte)i;
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(48_000_000 + i * 960 + (i == 0 ? seconds * 48_000 : 0)));
            stream.TakeMedia(packet);
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(-1000 * Timescale.Ticks, stream.Arrival!.Value - started);
    }

    private static AacFormat Format() => AacFormat.Parse(new Dictionary<string, string>
    {
        ["config"] = "1190",
        ["mode"] = "AAC-hbr",
        ["sizelength"] = "13",
        ["indexlength"] = "3",
        ["indexdeltalength"] = "3",
    });

    private static List<long> Proven(long[] stamps, int timescale = 1, TrackClock? clock = null)
    {
        var proof = new StampProof<int>("x", 32, timescale, new InputWarnings(), clock);
        List<long> given = [];
        foreach (long stamp in stamps)
        {
            proof.Push(0, stamp);
        }

        proof.End();
        while (proof.TryTake(out _, out long? proven))
        {
            given.Add(proven!.Value);
        }

        return given;
    }

    private static List<Sample> Ts(int seconds, int soundSeconds, bool hasVideo, bool hasAudio)
    {
        const long Start = 1000 * Second;
        TsBuilder builder = hasVideo && hasAudio ? new TsBuilder().Tables(0x1b, 0x0f)
            : hasVideo ? new TsBuilder().Tables(0x1b)
            : new TsBuilder().Association((1, TsBuilder.MapPid)).Map(TsBuilder.MapPid, 1, (0x0f, TsBuilder.AudioPid));
        for (int i = 0, sound = 0; i < 50; i++)
        {
            long pts = Start + i * Frame + (i == 0 ? seconds * Second : 0) & Wrap - 1;
            _ = !hasVideo ? builder : i == 0 ? builder.Idr(pts) : builder.Slice(pts);
            for (; hasAudio && sound * Sound < (i + 1) * Frame; sound++)
            {
                builder.Audio(Start + sound * Sound + (sound == 0 ? soundSeconds * Second : 0) & Wrap - 1, TsBuilder.Adts("2101"));
            }
        }

        return builder.Read();
    }

    // All samples where they belong, but for whole turns of the clock that all share.
    private static void AssertInStep(List<Sample> samples, long timescale, long start, long slack)
    {
        foreach (IGrouping<MediaKind, Sample> track in samples.GroupBy(sample => sample.Track.Kind))
        {
            List<Sample> all = [.. track];
            long unit = all[0].Track.Timescale;
            long step = track.Key == MediaKind.Video ? unit / 25 : 1024;
            long first = start * unit / timescale;
            Assert.Equal(track.Key == MediaKind.Video ? 50 : (50 * Frame + Sound - 1) / Sound, all.Count);
            Assert.All(all.Select((sample, i) => (sample, i)), s =>
                Assert.InRange(s.sample.DecodeTime - first - s.i * step, -slack * unit / 1000 - 48, slack * unit / 1000 + 48));
        }
    }
}
