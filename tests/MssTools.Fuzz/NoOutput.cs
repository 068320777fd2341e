using System.Reactive.Linq;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Fuzz;

/// <summary>Packages inputs into nothing.</summary>
internal sealed class NoOutput
{
    private readonly byte[] _buffer = new byte[1024 * 1024];

    /// <summary>Packages all samples of a reader.</summary>
    public void Package(IMediaReader reader)
    {
        var grid = new FragmentGrid(2 * Timescale.Ticks);
        var writer = new FragmentWriter(new GroupLayout(["fuzz"], (int)Timescale.Ticks));
        Exception? failure = null;
        var pictures = new PictureCuts(grid.FragmentLength);
        Observable.Return(new InputConnection(reader.ToObservable(loop: false, CancellationToken.None), () => reader.Announced))
            .Rebase(reader.Tracks, measure: true, TrackPatience.Recorded(TimeProvider.System), new Alone())
            .SoundBehindPicture(() => reader.Announced.Contains(AvcCodec.Instance.Content))
            .GroupBy(sample => sample.Track.Content)
            .SelectMany(track => track.CutAtSync(grid, pictures: pictures).LookAhead(2, grid).Select(fragment => writer.Write(fragment, 1000)))
            .Subscribe(Copy, error => failure = error, static () => { });
        if (failure is not null)
        {
            throw failure;
        }
    }

    private void Copy(PackagedFragment fragment)
    {
        foreach (Sample sample in fragment.Samples)
        {
            for (int done = 0; done < sample.Data.Length; done += _buffer.Length)
            {
                int count = Math.Min(_buffer.Length, sample.Data.Length - done);
                sample.Data.Slice(done, count).CopyTo(_buffer.AsSpan(0, count));
            }
        }
    }

    /// <summary>A rendition that has nobody to meet.</summary>
    private sealed class Alone : IRenditionMeeting
    {
        public PlacedTracks Agree(IReadOnlyList<TrackStart> starts) => new(Return(starts, 0), [.. starts.Select(s => s.Track)]);

        public Placement Return(IReadOnlyList<TrackStart> starts, long unused) =>
            new(-starts.Min(s => Math.Min(s.DecodeTime, s.PresentationTime)), VideoDelay: 0);

        public PlacedTracks Join(TrackStart start, Placement connection) => new(connection, [start.Track]);

        public void Lacks(IReadOnlyCollection<Content> contents)
        {
        }

        public void Ignored(Track track)
        {
        }

        public void Jumped(long time)
        {
        }
    }
}
