using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;
using Xunit;
using static MssTools.Core.Tests.Inputs.Ts.TsBuilder;

namespace MssTools.Core.Tests.Inputs.Ts;

public class TsLanguageTests
{
    [Fact]
    public void ReadSamples_SeveralSounds_AreNamedByTheMap()
    {
        TsBuilder stream = new TsBuilder().Association((1, MapPid)).Map(
            MapPid, (0x1b, VideoPid, "und", 0), (0x0f, 0x101, "eng", 0), (0x0f, 0x102, "fre", 0), (0x0f, 0x103, "fra", 3), (0x0f, 0x104, "fra", 0));
        Feed(stream, 0x101, 0x102, 0x103, 0x104);
        using var reader = new TsReader(new InputStream(new MemoryStream(stream.ToArray())));

        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];

        string[] names = ["audio_eng", "audio_fra", "audio_fra-2", "audio_fra-description", "video"];
        Assert.Equal(names, samples.Select(s => s.Track.Content.Name).Distinct().Order());
        Assert.Equal(names, reader.Announced.Select(c => c.Name).Order());
        Assert.Equal(["2101", "2102", "2103"], samples.Where(s => s.Track.Content == Contents.Sound("fra")).Select(Hex));
    }

    // Broadcasters change the descriptor with the programme; the stream, and what it is listed as, goes on.
    [Fact]
    public void ReadSamples_LanguageOfAStreamChanges_TheTrackGoesOn()
    {
        TsBuilder stream = new TsBuilder().Association((1, MapPid)).Map(MapPid, (0x0f, 0x101, "eng", 0)).Pes(0x101, 0, Adts("2101"));
        stream.Map(MapPid, (0x0f, 0x101, "swe", 0));
        Feed(stream, 0x101);

        Assert.Single(stream.Read().Select(s => s.Track.Content).Distinct());
    }

    [Fact]
    public void ReadSamples_SoundsChangePlaces_EachGoesOnAsItsOwnLanguage()
    {
        TsBuilder stream = new TsBuilder().Association((1, MapPid)).Map(MapPid, (0x0f, 0x101, "eng", 0), (0x0f, 0x102, "fra", 0));
        stream.Pes(0x101, 0, Adts("2101"), bounded: true).Pes(0x102, 0, Adts("2201"), bounded: true);
        stream.Map(MapPid, (0x0f, 0x111, "fra", 0), (0x0f, 0x112, "eng", 0));
        stream.Pes(0x111, 1920, Adts("2202"), bounded: true).Pes(0x112, 1920, Adts("2102"), bounded: true);

        ILookup<string, string> frames = stream.Read().ToLookup(s => s.Track.Content.Name, Hex);

        Assert.Equal(["2101", "2102"], frames["audio_eng"]);
        Assert.Equal(["2201", "2202"], frames["audio_fra"]);
    }

    private static string Hex(Sample sample) => Convert.ToHexStringLower(sample.Data.ToMemory().Span);

    private static void Feed(TsBuilder stream, params int[] sounds)
    {
        for (int i = 0; i < 3; i++)
        {
            stream.Idr(i * 1920);
            foreach (int pid in sounds)
            {
                stream.Pes(pid, i * 1920, Adts($"210{i + 1}"), bounded: true, streamId: 0xc0);
            }
        }
    }
}
