using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;
using MssTools.Core.Tests.Clips;
using Xunit;

namespace MssTools.Core.Tests.Exports;

/// <summary>Whatever a group has, its exports have, at the same times.</summary>
public sealed class RoundTripTests : IDisposable
{
    private const int Rounds = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly CodecConfig _pictures;

    public RoundTripTests()
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4"));
        _pictures = reader.Tracks.First(track => track.Kind == MediaKind.Video).Config;
    }

    [Fact]
    public void Ism_HasEveryFragmentOfEveryRendition()
    {
        var random = new Random(3);
        for (int round = 0; round < Rounds; round++)
        {
            (TestSource source, StreamIndex[] indexes) = Group(random, $"g{round}", picture: null);

            MssExport made = Export(source, $"g{round}", ExportFormat.Ism, random.Next(2) == 0);

            var presentation = IsmPresentation.Read(made.ManifestPath!);
            Assert.Equal(indexes.Sum(index => index.QualityLevels.Count), presentation.Tracks.Count);
            foreach (ServerManifestTrack track in presentation.Tracks)
            {
                StreamIndex index = indexes.Single(i => i.Name == track.TrackName);
                using var file = new FileBytes(presentation.PathOf(track.Source));
                IReadOnlyList<IsmFragment> fragments = IsmvIndex.Read(file)[track.TrackId].Fragments;
                Assert.Equal(index.Fragments.Select(f => (f.Time, f.Duration)), fragments.Select(f => (f.Time, f.Duration)));
                Assert.All(fragments, f => Assert.Equal(Media(Stored(source, index, track.SystemBitrate, f.Time)), Media(file, f.Offset, f.Length)));
            }
        }
    }

    [Fact]
    public void Mp4_HasEverySampleAtItsTime()
    {
        var random = new Random(4);
        for (int round = 0; round < Rounds; round++)
        {
            (TestSource source, StreamIndex[] indexes) = Group(random, $"m{round}", picture: [0, 0, 0, 6, 0x65, 0x88, 0x80, 1, 2, 3]);

            MssExport made = Export(source, $"m{round}", ExportFormat.Mp4, singleFile: false);

            string best = made.Files[0];
            using IMediaReader reader = SourceFactory.Open(best);
            List<Sample> samples = [.. reader.ReadSamples(default)];
            long zero = indexes.Min(index => index.Fragments[0].Time);
            foreach (StreamIndex index in indexes)
            {
                Assert.Equal(
                    index.Fragments.Select(f => f.Time - zero),
                    samples.Where(s => s.Track.Content.Name == index.Name).Select(s => Timescale.Rescale(s.DecodeTime, s.Track.Timescale, Timescale.Ticks)));
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static FileBytes Stored(TestSource source, StreamIndex index, long bitrate, long time) =>
        new(Path.Join(source.Folder, source.Layout.PathOf(GroupLayout.ContentOf(index), bitrate, time)));

    private static byte[] Media(FileBytes file)
    {
        using (file)
        {
            return Media(file, 0, file.Length);
        }
    }

    private static byte[] Media(FileBytes file, long offset, long length)
    {
        var fragment = StoredFragment.Read(new StoredStretch(file, offset, length));
        byte[] media = new byte[fragment.Mdat!.Value.Size - fragment.Mdat.Value.Header];
        file.Read(offset + fragment.DataOffset!.Value, media);
        return media;
    }

    private static FragmentTime[] Times(Random random)
    {
        var times = new List<FragmentTime>();
        long time = random.Next(0, 3) * 10_000;
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            long duration = random.Next(1, 400) * 10_000;
            times.Add(new FragmentTime(time, duration));
            time += duration + (random.Next(4) == 0 ? random.Next(1, 500) * 10_000 : 0); // a gap
        }

        return [.. times];
    }

    // It begins within the first millisecond, so that times stay.
    private (TestSource Source, StreamIndex[] Indexes) Group(Random random, string name, byte[]? picture)
    {
        var source = new TestSource(_folder.Join("web", name), "a", "b");
        CodecConfig[] levels = [.. Enumerable.Repeat(_pictures, random.Next(1, 4))];
        List<StreamIndex> indexes = [source.Index(Contents.Video, 0, 1, levels), source.Index(Contents.Sound("fra"), 0, 1, TestSource.Stereo)];
        indexes.AddRange(Enumerable.Repeat(source.Index(Contents.Sound("deu"), 0, 1, TestSource.Stereo, TestSource.Stereo), random.Next(2)));
        FragmentTime[] times = Times(random);
        times = [.. times.Select(f => f with { Time = f.Time - times[0].Time })];
        StreamIndex[] placed = [.. indexes.Select(index => index with { Fragments = times })];
        Array.ForEach(placed, index => source.Store(index, index.Kind == MediaKind.Video ? picture : null));
        source.Write("manifest.ismc", false, placed);
        return (source, placed);
    }

    private MssExport Export(TestSource source, string name, ExportFormat format, bool singleFile) => new MssEngine(TimeProvider.System).Export(
        new ExportDefinition { Source = source.Folder, Destination = _folder.Join("out", name), Format = format, SingleFile = singleFile },
        (_, _) => { },
        default);
}
