using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>fragmented.mp4 as it comes over a pipe, whole and damaged.</summary>
public class StreamedMp4ReaderTests
{
    private static readonly byte[] s_whole = File.ReadAllBytes(GoldenFiles.PathOf("inputs", "mp4", "fragmented.mp4"));

    [Fact]
    public void ReadSamples_Whole_GivesWhatTheFileGives()
    {
        using IMediaReader file = SourceFactory.Open(GoldenFiles.PathOf("inputs", "mp4", "fragmented.mp4"));

        (List<Sample> samples, IReadOnlyList<string> warnings) = Read(s_whole);

        Assert.Equal(
            file.ReadSamples(CancellationToken.None).Select(Describe).Order(StringComparer.Ordinal),
            samples.Select(Describe).Order(StringComparer.Ordinal));
        Assert.Empty(warnings);
    }

    [Fact]
    public void ReadSamples_AHole_GoesOnAtTheNextFragment()
    {
        int whole = Read(s_whole).Samples.Count;
        int place = Moof(1) + (Moof(2) - Moof(1)) / 2; // in the middle of the second fragment

        (List<Sample> samples, IReadOnlyList<string> warnings) = Read([.. s_whole[..place], .. s_whole[(place + 100)..]]);

        Assert.InRange(samples.Count, whole / 3, whole - 1);
        Assert.Equal(Describe(Read(s_whole).Samples[^1]), Describe(samples[^1]));
        Assert.Contains(warnings, warning => warning.Contains("damaged near byte", StringComparison.Ordinal));
    }

    // Wherever bytes of a fragment's data are missing: what is given is one of the samples that were there, at its time.
    [Fact]
    public void ReadSamples_AHoleAnywhere_NoSampleIsOtherThanItWas()
    {
        HashSet<string> known = [.. Read(s_whole).Samples.Select(Describe)];
        int seen = 0;
        for (int place = Moof(1); place < Mfra() - 100; place += 83)
        {
            if (place < Moof(2) && place + 100 > Moof(2))
            {
                continue; // it reaches into the next fragment: the last frame of sound may be any
            }

            byte[] bytes = [.. s_whole[..place], .. s_whole[(place + 100)..]];
            using var file = new TemporaryFile(bytes);
            using IMediaReader reader = SourceFactory.Open(file.Path);

            Assert.Equal((place, 0), (place, reader.ReadSamples(CancellationToken.None).Select(Describe).Count(sample => !known.Contains(sample))));
            if (place > Mfra() - 5_000)
            {
                continue; // the last sound: on a stream nothing shows that it is not where it should be
            }

            List<Sample> streamed = Read(bytes).Samples;
            Assert.Equal((place, 0), (place, streamed.Select(Describe).Count(sample => !known.Contains(sample))));
            seen += streamed.Count;
        }

        Assert.True(seen > 0);
    }

    [Fact]
    public void ReadSamples_CutWithinAFragment_GivesItsWholeSamples()
    {
        (List<Sample> samples, IReadOnlyList<string> warnings) = Read(s_whole[..(Moof(2) - 10)]);
        int before = Read(s_whole[..Moof(1)]).Samples.Count;

        Assert.True(samples.Count > before);
        Assert.Contains(warnings, warning => warning.Contains("10 bytes up to the end cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_MoovThatNothingFollows_TheNextCounts()
    {
        byte[] moov = s_whole[Moov()..Moof(0)];
        byte[] stale = [.. moov];
        stale[moov.AsSpan().IndexOf("mvhd"u8) + 8] ^= 1; // creation_time

        (List<Sample> samples, IReadOnlyList<string> warnings) = Read([.. s_whole[..Moov()], .. stale, .. s_whole[Moov()..]]);

        Assert.Equal(Read(s_whole).Samples.Select(Describe), samples.Select(Describe));
        Assert.Contains("is passed over", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_MdatOfASizeThatCannotBe_GoesOnAtTheNextFragment()
    {
        byte[] bytes = [.. s_whole];
        bytes[Moof(1) + bytes.AsSpan(Moof(1)).IndexOf("mdat"u8) - 4] = 0x70;

        (List<Sample> samples, IReadOnlyList<string> warnings) = Read(bytes);

        Assert.Equal(Describe(Read(s_whole).Samples[^1]), Describe(samples[^1]));
        Assert.Contains("damaged near byte", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_MoovOfASizeThatCannotBe_GoesOnAtTheNextFragment()
    {
        byte[] moov = [2, 0, 0, 0, .. "moov"u8];

        (List<Sample> samples, IReadOnlyList<string> warnings) = Read([.. s_whole[..Moof(1)], .. moov, .. s_whole[Moof(1)..]]);

        Assert.Equal(Read(s_whole).Samples.Select(Describe), samples.Select(Describe));
        Assert.Contains("8 bytes up to the next fragment", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)] // bytes that are missing: its mfhd is met
    public void ReadSamples_AMoofIsNoneAnyMore_ItsFragmentIsMissed(int hole)
    {
        byte[] bytes = [.. s_whole];
        bytes[Moof(1) + 6] ^= 2;

        (List<Sample> samples, IReadOnlyList<string> warnings) = Read([.. bytes[..Moof(1)], .. bytes[(Moof(1) + hole)..]]);

        Assert.Equal(
            Read([.. s_whole[..Moof(1)], .. s_whole[Moof(2)..]]).Samples.Select(Describe), samples.Select(Describe));
        Assert.Contains("damaged near byte", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("000000")]
    [InlineData("ffffffffffff")]
    [InlineData("0000000100000000000000")] // looks like a size of 64 bits
    public void ReadSamples_BytesBetweenFragments_NoSampleIsMissed(string between)
    {
        (List<Sample> samples, IReadOnlyList<string> warnings) = Read(
            [.. s_whole[..Moof(1)], .. Convert.FromHexString(between), .. s_whole[Moof(1)..]]);

        Assert.Equal(Read(s_whole).Samples.Select(Describe), samples.Select(Describe));
        Assert.Contains($": {between.Length / 2} bytes up to the next fragment", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private static (List<Sample> Samples, IReadOnlyList<string> Warnings) Read(byte[] bytes)
    {
        using var reader = new StreamedMp4Reader(new InputStream(new MemoryStream(bytes)), CancellationToken.None);
        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];
        return (samples, reader.Warnings);
    }

    private static string Describe(Sample sample) =>
        $"{sample.Track.Id} {sample.DecodeTime} {sample.IsSync} {Convert.ToHexString(sample.Data.ToMemory().Span)}";

    private static int Moov() => s_whole.AsSpan().IndexOf("moov"u8) - 4;

    private static int Mfra() => s_whole.AsSpan().IndexOf("mfra"u8) - 4;

    private static int Moof(int index)
    {
        int place = 0;
        for (int i = 0; i <= index; i++)
        {
            place += s_whole.AsSpan(place).IndexOf("moof"u8) + 4;
        }

        return place - 8;
    }
}
