using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Iso;
using MssTools.Core.Media;
using MssTools.Core.Tests.Iso;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>Edit lists. Track and movie count milliseconds; samples last 40.</summary>
public class EditListTests
{
    private static readonly BuiltEdit s_all = new(0, 0);

    [Fact]
    public void EmptyEdit_DelaysWhatFollows() =>
        Assert.Equal("K200 .240 .280", Play("K..", new BuiltEdit(200, -1), s_all));

    [Fact]
    public void EmptyEditAlone_DelaysEverything() =>
        Assert.Equal("K200 .240 .280", Play("K..", new BuiltEdit(200, -1)));

    [Theory]
    [InlineData(200, "K0 .40 .80")]         // on the second sync sample
    [InlineData(199, "K-199 .-159 .-119 .-79 .-39 K1 .41 .81")]
    [InlineData(240, "K-40 .0 .40")]        // behind it: the sync sample is decoded before time zero
    public void Start_OfVideo_IsTheLastSyncSampleBefore(int mediaTime, string expected) =>
        Assert.Equal(expected, Play("K....K..", new BuiltEdit(0, mediaTime)));

    // The table is asked first; where it is wrong, the pictures are.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_OfVideo_IsAnIdrPictureWhateverTheTableSays(bool isEmpty)
    {
        BuiltTrack track = Track("K....K..", [new BuiltEdit(0, 240)]);
        track = track with
        {
            HasSyncTable = isEmpty,
            Spoil = (table, box) => table == "stss" ? BoxBuilder.FullBox("stss", 0, 0, BoxBuilder.U32(0)) : box,
        };

        Assert.Equal("K-40 .0 .40", Draw(track));
    }

    [Fact]
    public void Start_HundredsOfRanges_NoPictureIsAskedTwice()
    {
        BuiltTrack built = Track("K....K..", [.. Enumerable.Repeat(new BuiltEdit(40, 280), 300)]) with { HasSyncTable = false };
        using var file = new TemporaryFile(Mp4Builder.Build([built], [], moovFirst: true));
        using MediaFile media = MediaFile.Open(file.Path);
        TopLevelBox moov = TopLevelBox.Walk(media, 0).First(box => box.Type == BoxTypes.Moov);
        MovieTrack track = Movie.Read(moov.Load(media, 100_000), media.Length).Tracks[0];
        var asked = new List<long>();

        var edited = new EditedSamples(track.Table!, MediaKind.Video, track.Media, sample =>
        {
            asked.Add(sample.Number);
            return sample.Number is 1 or 6;
        });

        Assert.True(edited.Play(track.Edits).Count() > 300);
        Assert.Equal(asked.Distinct().Count(), asked.Count);
    }

    [Fact]
    public void Start_BeforeAnySyncSample_IsTheFirstSync() =>
        Assert.Equal("K40 .80", Play("..K.", new BuiltEdit(0, 40)));

    [Theory]
    [InlineData(80, "a-80 a-40 a0 a40 a80 a120 a160")]  // priming stays
    [InlineData(200, "a-200 a-160 a-120 a-80 a-40 a0 a40")]
    [InlineData(210, "a-50 a-10 a30")]                  // a cut: one frame ahead of the one that is heard first
    public void Start_OfAudio_KeepsPrimingOrOneFrame(int mediaTime, string expected) =>
        Assert.Equal(expected, Play("aaaaaaaa", new BuiltEdit(0, mediaTime))[..expected.Length]);

    [Theory]
    [InlineData(80, "K0 .40")]
    [InlineData(81, "K0 .40 .80")]
    [InlineData(1, "K0")]
    [InlineData(10_000, "K0 .40 .80 .120")] // longer than the media
    [InlineData(0, "K0 .40 .80 .120")]
    public void End_DropsWhatIsPresentedBehind(uint duration, string expected) =>
        Assert.Equal(expected, Play("K...", new BuiltEdit(duration, 0)));

    // Decode order K P b b: presented at 0, 120, 40, 80. The P behind the end is needed to decode the second b.
    [Fact]
    public void End_InTheMiddleOfReordering_KeepsWhatALaterSampleNeeds()
    {
        int[] offsets = [0, 80, -40, -40, 0, 0];
        BuiltTrack track = Track("K.....", [new BuiltEdit(100, 0)]);
        track = track with { Samples = [.. track.Samples.Select((sample, i) => sample with { CompositionOffset = offsets[i] })] };

        Assert.Equal("K0 .40 .80 .120", Draw(track));
    }

    // Ticks of 1/90000; 3 samples of 45 end at 1.5 ms, and the movie's clock says 1: where the last one starts.
    [Fact]
    public void End_RoundedDownByTheMovieClock_LosesNothing()
    {
        BuiltTrack track = Track("K..", [new BuiltEdit(1, 0)]) with { Timescale = 90_000 };
        track = track with { Samples = [.. track.Samples.Select(sample => sample with { Duration = 45 })] };

        Assert.Equal("K0 .45 .90", Draw(track));
    }

    [Fact]
    public void SeveralEdits_PlayOneAfterTheOther() =>
        Assert.Equal("K0 .40 K80 .120", Play("K.K.K.", new BuiltEdit(80, 160), new BuiltEdit(80, 0)));

    [Fact]
    public void SeveralEdits_NeverGoBackInDecodeTime() =>
        Assert.Equal("K0 .40 K100 .140", Play("K.K.", new BuiltEdit(60, 0), new BuiltEdit(0, 40))); // K-20 .20 would come again

    [Fact]
    public void Duration_CountsWhatIsPlayed()
    {
        using var file = new TemporaryFile(Mp4Builder.Build(
            [Track("K....K..", [new BuiltEdit(200, -1), new BuiltEdit(100, 40)])], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(TimeSpan.FromMilliseconds(300), reader.Duration);
    }

    [Theory]
    [InlineData(uint.MaxValue, 0)] // 49 days of nothing, then a time beyond
    [InlineData(100, int.MinValue)]
    public void Nonsense_IsAnAnswerOrMalformed(uint duration, int mediaTime)
    {
        try
        {
            _ = Play("K..", new BuiltEdit(duration, mediaTime));
        }
        catch (MssException failure)
        {
            Assert.Equal(MssError.MalformedInput, failure.Code);
        }
    }

    private static string Play(string samples, params BuiltEdit[] edits) => Draw(Track(samples, edits));

    private static BuiltTrack Track(string samples, IReadOnlyList<BuiltEdit> edits)
    {
        IEnumerable<BuiltSample> built = samples.Select((c, i) => new BuiltSample(BuiltSample.Picture(c == 'K', (byte)i, 1), 40, 0, c == 'K'));
        return new BuiltTrack(1, samples[0] != 'a', 1000, [.. built]) { Edits = edits };
    }

    private static string Draw(BuiltTrack track)
    {
        using var file = new TemporaryFile(Mp4Builder.Build([track], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);
        return string.Join(' ', reader.ReadSamples(CancellationToken.None).Select(
            sample => $"{(sample.Track.Kind == MediaKind.Audio ? 'a' : sample.IsSync ? 'K' : '.')}{sample.DecodeTime}"));
    }
}
