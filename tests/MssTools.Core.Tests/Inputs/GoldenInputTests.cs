using System.Security.Cryptography;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs;

public class GoldenInputTests
{
    public static readonly TheoryData<string, string[]> Files = new()
    {
        { "bframes.flv", ["H.264 High@1.1, 192x108", "AAC-LC 48000 Hz stereo"] },
        { "audio-only.flv", ["AAC-LC 44100 Hz mono"] },
        { "bframes.ts", ["H.264 High@1.1, 192x108", "AAC-LC 48000 Hz stereo"] },
        { "low-delay.ts", ["H.264 Constrained Baseline@1.1, 192x108", "AAC-LC 44100 Hz mono"] },
        { "quad.ts", ["AAC-LC 48000 Hz 4.0"] },
        { "video-only.m2ts", ["H.264 High@2.1, 96x64"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadSamples_RealFile_GivesThePacketsThatFfprobeFinds(string name, string[] tracks)
    {
        using IMediaReader reader = GoldenInput.Open(name);

        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];

        Assert.Equal(tracks, samples.Select(sample => sample.Track).Distinct().OrderBy(track => track.Kind).Select(Describe));
        foreach ((MediaKind kind, List<GoldenPacket> expected) in GoldenInput.Packets(name))
        {
            List<Sample> actual = [.. samples.Where(sample => sample.Track.Kind == kind)];
            // FLV stamps whole milliseconds: two roundings for audio, whose clock here is exact.
            decimal tolerance = name.EndsWith(".flv", StringComparison.Ordinal) && kind == MediaKind.Audio ? 0.001m : 0.0005m;
            Compare(expected, actual, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadSamples_Again_GivesTheSame(string name, string[] tracks)
    {
        using IMediaReader reader = GoldenInput.Open(name);

        string first = string.Join('\n', reader.ReadSamples(CancellationToken.None).Select(Describe));

        Assert.Equal(first, string.Join('\n', reader.ReadSamples(CancellationToken.None).Select(Describe)));
        Assert.NotEmpty(tracks);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadSamples_TracksAndDurations_AdvanceTogetherWithoutHoles(string name, string[] tracks)
    {
        using IMediaReader reader = GoldenInput.Open(name);
        var ends = new Dictionary<int, Sample>();

        foreach (Sample sample in reader.ReadSamples(CancellationToken.None))
        {
            if (ends.TryGetValue(sample.Track.Id, out Sample before))
            {
                Assert.Equal(before.EndTime, sample.DecodeTime);
            }

            Assert.True(sample.Duration > 0);
            ends[sample.Track.Id] = sample;
            Assert.All(ends.Values, other => Assert.InRange(Math.Abs(Seconds(other) - Seconds(sample)), 0, 1));
        }

        Assert.Equal(tracks.Length, ends.Count);
    }

    private static void Compare(List<GoldenPacket> expected, List<Sample> actual, decimal tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Sample sample = actual[i];
            ReadOnlyMemory<byte> data = sample.Data.ToMemory();
            Assert.Equal(
                (i, expected[i].Size, expected[i].Hash, expected[i].IsSync),
                (i, data.Length, Convert.ToHexStringLower(SHA256.HashData(data.Span))[..32], sample.IsSync));
            decimal presentation = (decimal)sample.CompositionOffset / sample.Track.Timescale;
            Assert.InRange(Seconds(sample) - Seconds(actual[0]) - (expected[i].Dts - expected[0].Dts), -tolerance, tolerance);
            Assert.InRange(presentation - (expected[i].Pts - expected[i].Dts), -tolerance, tolerance);
        }
    }

    private static decimal Seconds(Sample sample) => (decimal)sample.DecodeTime / sample.Track.Timescale;

    private static string Describe(Track track) => track.Config is VideoConfig video
        ? $"{video.Description}, {video.Width}x{video.Height}"
        : track.Config.Description;

    private static string Describe(Sample sample) =>
        $"{sample.Track.Id} {sample.DecodeTime} {sample.Duration} {sample.CompositionOffset} {sample.IsSync} {Convert.ToHexString(sample.Data.ToMemory().Span)}";
}
