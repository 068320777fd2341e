using MssTools.Core.Codecs;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Relay;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Relay;

/// <summary>What a node sends another one of a stream: the same samples come out, and nothing that is broken does harm.</summary>
public sealed class RelayTests
{
    public static TheoryData<string> Inputs =>
    [
        .. new[] { "bframes.flv", "audio-only.flv", "bframes.ts", "quad.ts", "mp4/bframes.ismv", "mp4/surround.mp4", "mp4/mono-44100.mov", "mp4/negative-cts.mp4", "mp4/video-avc3.mp4", "mp4/bento.mp4" },
    ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Samples_ComeOutAsTheyWere_HoweverTheyAreCutIntoBlocks(string input)
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf(["inputs", .. input.Split('/')]));
        var writer = new RelayWriter();
        List<byte[]> blocks = [];
        List<Sample> expected = [];
        var random = new Random(input.Length);
        foreach (Sample sample in reader.ReadSamples(default))
        {
            writer.WriteNews(reader);
            writer.Write(sample);
            expected.Add(sample);
            if (random.Next(10) == 0)
            {
                blocks.Add(writer.Take());
            }
        }

        writer.WriteNews(reader);
        writer.WriteEnd();
        blocks.Add(writer.Take());

        var queue = new Queue<byte[]>(blocks);
        bool hasLeft = false;
        var relayed = new RelayedReader(_ => queue.TryDequeue(out byte[]? block) ? block : null, () => hasLeft = true);
        Sample[] actual = [.. relayed.ReadSamples(default)];
        relayed.Dispose();

        Assert.True(hasLeft);
        Assert.Equal(expected.Count, actual.Length);
        Assert.All(expected.Zip(actual), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal(Changes(expected), Changes(actual));
        Assert.Equal(reader.Announced.Order(Comparer<Content>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))), relayed.Announced.Order(Comparer<Content>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))));
        Assert.Equal(reader.Warnings, relayed.Warnings);
        Assert.Equal(reader.Losses, relayed.Losses);
    }

    [Fact]
    public void Track_WithAllThatMayBeKnownOfIt_ComesOutAsItWas()
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "audio-only.flv"));
        Sample first = reader.ReadSamples(default).First();
        Sample sample = first with
        {
            Track = first.Track with { Id = 7, Content = Content.Sound(first.Track.Content.Codec, "fra", "description", 2), AverageBitrate = 1, StatedBitrate = 128_000 },
        };
        var writer = new RelayWriter();
        writer.Write(sample);

        AssertSame(sample, new RelayParser().Read(writer.Take()).Single());
    }

    // A sample that was cut off is not there, and there is one clear error.
    [Fact]
    public void Read_OfEveryBeginning_AndOfEveryByteChanged_GivesSamplesOrOneError()
    {
        byte[] block = Block();
        for (int length = 0; length < block.Length; length++)
        {
            Read(block[..length]);
        }

        for (int place = 0; place < block.Length; place++)
        {
            byte[] broken = [.. block];
            broken[place] ^= 0xFF;
            Read(broken);
        }
    }

    [Fact]
    public void Read_OfAnotherVersion_IsRefused()
    {
        byte[] block = Block();
        block[0]++;

        Assert.Equal(MssError.Unsupported, Assert.Throws<MssException>(() => new RelayParser().Read(block).Count()).Code);
    }

    [Fact]
    public void Failure_OfTheOtherNode_IsThrownHere()
    {
        var writer = new RelayWriter();
        writer.WriteFailure(new MssException(MssError.Unsupported, "It is no film.", "Send a film."));

        var failure = Assert.Throws<MssException>(() => new RelayParser().Read(writer.Take()).Count());

        Assert.Equal((MssError.Unsupported, "It is no film.", "Send a film."), (failure.Code, failure.Message, failure.RecommendedAction));
    }

    [Fact]
    public async Task Source_OfAReader_GivesItsBlocksAndTheirEnd()
    {
        using var source = new RelaySource(SourceFactory.Open(GoldenFiles.PathOf("inputs", "bframes.flv")), "test");
        var parser = new RelayParser();
        int samples = 0;
        while (await source.TakeAsync(TimeSpan.FromSeconds(30)) is { } block)
        {
            samples += parser.Read(block).Count();
        }

        using IMediaReader again = SourceFactory.Open(GoldenFiles.PathOf("inputs", "bframes.flv"));
        Assert.Equal(again.ReadSamples(default).Count(), samples);
        Assert.True(parser.IsOver);
    }

    private static byte[] Block()
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "audio-only.flv"));
        var writer = new RelayWriter();
        foreach (Sample sample in reader.ReadSamples(default).Take(3))
        {
            writer.WriteNews(reader);
            writer.Write(sample);
        }

        writer.WriteEnd();
        return writer.Take();
    }

    private static void Read(byte[] block)
    {
        try
        {
            Assert.InRange(new RelayParser().Read(block).Sum(sample => sample.Data.Length), 0, block.Length);
        }
        catch (MssException failure)
        {
            Assert.Contains(failure.Code, new[] { MssError.MalformedInput, MssError.Unsupported, MssError.SourceFailed });
        }
    }

    private static void AssertSame(Sample expected, Sample actual)
    {
        Assert.Equal(
            (expected.DecodeTime, expected.Duration, expected.CompositionOffset, expected.IsSync),
            (actual.DecodeTime, actual.Duration, actual.CompositionOffset, actual.IsSync));
        Assert.Equal(expected.Data.ToMemory(), actual.Data.ToMemory());
        Assert.Equal(Shown(expected.Track), Shown(actual.Track));
        Assert.True(expected.Track.Config.IsSameAs(actual.Track.Config));
        Assert.Equal(CodecRegistry.Of(expected.Track.Config).ConfigurationOf(expected.Track.Config), CodecRegistry.Of(actual.Track.Config).ConfigurationOf(actual.Track.Config));
    }

    private static object Shown(Track track) => new
    {
        track.Id,
        track.Content,
        track.Timescale,
        track.AverageBitrate,
        track.StatedBitrate,
        track.Config.FourCC,
        track.Config.Description,
        track.Config.UsualDuration,
        Levels = string.Join(' ', track.Config.LevelAttributes),
    };

    // How often a track is another object: that says that the configuration changed.
    private static int Changes(IReadOnlyList<Sample> samples) =>
        samples.GroupBy(sample => sample.Track.Id).Sum(of => of.Select(sample => sample.Track).Distinct(ReferenceEqualityComparer.Instance).Count());
}
