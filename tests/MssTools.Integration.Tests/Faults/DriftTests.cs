using System.Buffers.Binary;
using MssTools.Core;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Faults;

/// <summary>
/// Sound whose sample clock runs fast or slow against the picture's, from the input to the fragments: what FLV's reader
/// gets is what RTMP's gets. As a recording it needs no time to pass.
/// </summary>
public class DriftTests
{
    private const int Minutes = 20;

    // 100 ppm are 120 ms in that time, which viewers would hear.
    [Theory]
    [InlineData(100, 10, false)]
    [InlineData(-100, 10, false)]
    [InlineData(400, 40, true)]
    [InlineData(-400, 40, true)]
    public void Sound_DriftsAgainstThePicture_StaysAtItAndIsReportedBeyond100Ppm(int ppm, int tolerance, bool reported)
    {
        using var folder = new TemporaryFolder();
        string file = folder.PathOf("drift.flv");
        List<long> stamps = Write(file, ppm);
        StreamDefinition definition = Packager.Recorded(folder.FullName, file) with { ChunkLength = 60 };
        var engine = new MssEngine(TimeProvider.System);
        IReadOnlyList<MssStream> streams = Packager.Start(engine, definition, [file]);
        Packager.AwaitEnd(engine, streams, StreamState.Completed);
        ClientGroup group = GroupLaws.Check(definition.GroupFolder);

        long shift = group.SamplesOf(group.Video, group.Video.Levels[0])[0].PresentationTime;
        IReadOnlyList<ClientSample> sound = group.SamplesOf(group.Audio, group.Audio.Levels[0]);

        Assert.Equal(stamps.Count, sound.Count);
        long worst = sound.Zip(stamps, (s, ms) => Math.Abs(s.PresentationTime - shift - ms * TimeSpan.TicksPerMillisecond)).Max();
        Assert.InRange(worst / TimeSpan.TicksPerMillisecond, 0, tolerance);
        Assert.Equal(reported, engine.GetStreams()[0].Warnings.Any(w => w.Contains("122 ppm", StringComparison.Ordinal)));
    }

    // Gives the timestamps of the sound, in milliseconds.
    private static List<long> Write(string file, int ppm)
    {
        using FileStream output = File.Create(file);
        output.Write([.. "FLV\u0001\u0005\0\0\0\u0009\0\0\0\0"u8]);
        WriteTag(output, 9, 0, TestParameters.AvcHeader(other: false));
        WriteTag(output, 8, 0, TestParameters.AacHeader);
        var stamps = new List<long>();
        for (int picture = 0; picture < Minutes * 60 * SampleMark.PictureRate; picture++)
        {
            long now = picture * 1000 / SampleMark.PictureRate;
            bool isIdr = picture % SampleMark.PictureRate == 0;
            WriteTag(output, 9, now, [(byte)(isIdr ? 0x17 : 0x27), 1, 0, 0, 0, 0, 0, 0, 2, (byte)(isIdr ? 0x65 : 0x41), 0x88]);
            for (long stamp; (stamp = stamps.Count * 1024L * (1_000_000 + ppm) / SampleMark.SamplingRate / 1000) <= now; stamps.Add(stamp))
            {
                WriteTag(output, 8, stamp, [0xaf, 1, 0x21, 0x10]);
            }
        }

        return stamps;
    }

    private static void WriteTag(FileStream output, byte type, long timestamp, byte[] data)
    {
        byte[] tag = [type, 0, 0, 0, 0, 0, 0, (byte)(timestamp >> 24), 0, 0, 0, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(4), (int)timestamp << 8);
        tag[7] = (byte)(timestamp >> 24);
        tag[3] = (byte)data.Length;
        BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(tag.Length - 4), 11 + data.Length);
        output.Write(tag);
    }
}
