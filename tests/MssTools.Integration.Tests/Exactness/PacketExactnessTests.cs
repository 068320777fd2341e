using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Exactness;

/// <summary>What a client extracts from manifest and fragments is what ffprobe reads from the source.</summary>
public class PacketExactnessTests(ITestOutputHelper output)
{
    private const long HalfMillisecond = TimeSpan.TicksPerMillisecond / 2;

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("bframes.mp4")]
    [InlineData("shallow.mp4")]
    [InlineData("nobframes.mp4")]
    [InlineData("faststart.mp4")]
    [InlineData("quick.mov")]
    [InlineData("fragmented.mp4")]
    [InlineData("delayed.mp4")]
    [InlineData("flash.flv")]
    [InlineData("late.mp4")]
    [InlineData("trimmed.mp4")]
    [InlineData("ntsc.mp4")]
    [InlineData("uneven.mp4")]
    [InlineData("cd.mp4")]
    [InlineData("cd.flv")]
    [InlineData("surround.mp4")]
    [InlineData("silent.mp4")]
    [InlineData("radio.mp4")]
    public async Task Package_OneFile_HasTheSourcesPackets(string name)
    {
        using var folder = new TemporaryFolder();
        string file = await GeneratedMedia.GetAsync(name);

        ClientGroup group = Packager.Package(folder.FullName, file);

        await CompareAsync(group, 0, file);
    }

    // These files have composition offsets below zero. ffprobe moves their decode times until none is, and knows no tfxd,
    // so the file that they were made from says which presentation times are right.
    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("negative.mp4")]
    [InlineData("smooth.ismv")]
    public async Task Package_NegativeCompositionOffsets_HasTheSourcesPacketsWithItsOwnDecodeTimes(string name)
    {
        using var folder = new TemporaryFolder();

        ClientGroup group = Packager.Package(folder.FullName, await GeneratedMedia.GetAsync(name));

        await CompareAsync(group, 0, await GeneratedMedia.GetAsync("bframes.mp4"), ownDecodeClock: true);
    }

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("broadcast.ts")]
    [InlineData("lowdelay.ts")]
    [InlineData("radio.ts")]
    public async Task Package_TransportStream_HasTheSourcesNalUnitsAndFrames(string name)
    {
        using var folder = new TemporaryFolder();
        string file = await GeneratedMedia.GetAsync(name);

        ClientGroup group = Packager.Package(folder.FullName, file);

        long spread = await ElementaryStreams.AssertSameAsync(group, file);
        output.WriteLine($"{name}: times within {spread / 10.0} us of one shift");
    }

    [ToolFact("ffprobe")]
    public async Task Package_Quickstart_EachRenditionHasItsSourcesPackets()
    {
        using var folder = new TemporaryFolder();

        ClientGroup group = Packager.Package(folder.FullName, Repository.Samples);

        Assert.All(group.Indexes, index => Assert.Equal(3, index.Levels.Count));
        for (int i = 0; i < Repository.Samples.Count; i++)
        {
            await CompareAsync(group, i, Repository.Samples[i]);
        }
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Package_RenditionsWithOtherBFrameDelays_ShareCutsAndPresentationTimes()
    {
        using var folder = new TemporaryFolder();
        string[] files = [await GeneratedMedia.GetAsync("nobframes.mp4"), await GeneratedMedia.GetAsync("bframes.mp4"), await GeneratedMedia.GetAsync("shallow.mp4")];

        ClientGroup group = Packager.Package(folder.FullName, files);

        Assert.Equal(["video", "audio"], group.Indexes.Select(i => i.Name));
        var offsets = new List<long>();
        for (int i = 0; i < files.Length; i++)
        {
            foreach (ClientIndex index in group.Indexes)
            {
                IReadOnlyList<ClientSample> own = group.SamplesOf(index, index.Levels[i]);
                IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(files[i], index.IsVideo);
                AssertSameBytes(source, own);
                offsets.AddRange(own.Zip(source, (s, p) => s.PresentationTime - p.PresentationTime));
                AssertOneShift([.. own.Zip(source, (s, p) => s.DecodeTime - p.DecodeTime)], $"DTS of {files[i]}");
            }
        }

        AssertOneShift(offsets, "PTS of all renditions");
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Package_OneHour_DoesNotDrift()
    {
        using var folder = new TemporaryFolder();
        string file = await GeneratedMedia.GetAsync("hour.mp4");
        StreamDefinition definition = Packager.Recorded(folder.FullName, file) with { ChunkLength = 10 };

        ClientGroup group = Packager.Package(definition, [file]);

        Assert.True(group.SamplesOf(group.Video, group.Video.Levels[0])[^1].DecodeTime > TimeSpan.FromHours(1).Ticks - TimeSpan.TicksPerSecond);
        await CompareAsync(group, 0, file);
    }

    private async Task CompareAsync(ClientGroup group, int level, string file, bool ownDecodeClock = false)
    {
        var presentation = new List<long>();
        var decode = new List<long>();
        foreach (bool video in new[] { true, false })
        {
            IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(file, video);
            Assert.Equal(source.Count > 0, group.Indexes.Any(i => i.IsVideo == video));
            if (source.Count > 0)
            {
                ClientIndex index = video ? group.Video : group.Audio;
                IReadOnlyList<ClientSample> own = group.SamplesOf(index, index.Levels[level]);
                source = WithoutCut(source, own.Count);
                AssertSameBytes(source, own);
                presentation.AddRange(own.Zip(source, (s, p) => s.PresentationTime - p.PresentationTime));
                decode.AddRange(own.Zip(source, (s, p) => s.DecodeTime - p.DecodeTime));
                if (ownDecodeClock)
                {
                    AssertOneShift(decode, $"DTS of {file}");
                    decode.Clear();
                }
            }
        }

        AssertOneShift([.. presentation, .. decode], Path.GetFileName(file));
    }

    // Sound that an edit list cuts away needs not be packaged: no later frame depends on it.
    private static IReadOnlyList<SourcePacket> WithoutCut(IReadOnlyList<SourcePacket> source, int count)
    {
        int cut = Math.Max(0, source.Count - count);
        Assert.All(source.Take(cut), packet => Assert.True(packet.IsDiscarded));
        return [.. source.Skip(cut)];
    }

    private static void AssertSameBytes(IReadOnlyList<SourcePacket> source, IReadOnlyList<ClientSample> own)
    {
        Assert.Equal(source.Count, own.Count);
        Assert.Equal(source.Select(p => p.Hash), own.Select(s => SourcePacket.HashOf(s.Data)));
    }

    private void AssertOneShift(List<long> offsets, string what)
    {
        long spread = (offsets.Max() - offsets.Min() + 1) / 2;
        output.WriteLine($"{what}: times within {spread / 10.0} us of one shift of {(offsets.Max() + offsets.Min()) / 2} ticks");
        Assert.InRange(spread, 0, HalfMillisecond);
    }
}
