using System.Reactive.Linq;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;
using MssTools.Core.Streams;

namespace MssTools.Bench;

/// <summary>Measures the pipeline alone: samples are read from a sample table, cut and written, but no payload is moved.</summary>
internal static class MicroBenchmark
{
    private const int VideoKilobits = 12_000;

    /// <summary>Runs the benchmark and prints a table in Markdown.</summary>
    public static int Run(BenchOptions options)
    {
        string input = TestMedia.Mp4(VideoKilobits, options.SizeMb, 1)[0];
        Console.WriteLine("| | CPU, ns per sample | Bytes per sample | Bytes per fragment |");
        Console.WriteLine("|---|--:|--:|--:|");
        Measure("reader", options.Rounds, () => Read(input));
        Measure("reader and pipeline", options.Rounds, () => Package(input));
        return 0;
    }

    private static void Measure(string name, int rounds, Func<(int Samples, int Fragments)> run)
    {
        var times = new List<double>();
        var bytes = new List<double>();
        double samplesPerFragment = 0;
        run();
        for (int round = 0; round < rounds; round++)
        {
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            (int samples, int fragments) = run();
            times.Add((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / samples);
            bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / samples);
            samplesPerFragment = fragments == 0 ? 0 : (double)samples / fragments;
        }

        double perSample = bytes.Order().ElementAt(rounds / 2);
        string perFragment = samplesPerFragment == 0 ? "" : $"{perSample * samplesPerFragment:F0}";
        Console.WriteLine($"| {name} | {times.Order().ElementAt(rounds / 2):F0} | {perSample:F0} | {perFragment} |");
    }

    private static (int Samples, int Fragments) Read(string input)
    {
        using IMediaReader reader = SourceFactory.Open(input);
        return (reader.ReadSamples(CancellationToken.None).Count(), 0);
    }

    private static (int Samples, int Fragments) Package(string input)
    {
        var sink = new NoSink();
        using var queue = new SinkQueue(capacity: 32);
        var definition = EngineRun.Definition([input], ToolPath.Artifacts, isLive: false);
        var writer = new FragmentWriter(new GroupLayout(definition.LocalStreamNames, definition.TimeScale));
        var pipeline = new PackagingPipeline(definition, writer, queue, sink, TimeProvider.System);
        using IMediaReader reader = SourceFactory.Open(input);
        Exception? failed = null;
        var group = new GroupMeeting(Plan, static (_, _) => throw new NotSupportedException("a late track"), _ => { }, _ => { }, _ => { });
        var rendition = new RenditionInput(
            Observable.Return(new InputConnection(reader.ToObservable(loop: false, CancellationToken.None), () => reader.Announced)),
            Described: reader.Tracks,
            IsLive: false,
            CancellationToken.None);
        using (pipeline.Package(rendition, measure: true, group, live: null)
            .Subscribe(_ => { }, failure => failed = failure))
        {
            queue.Close();
            queue.Completion.Wait();
        }

        return failed is null ? (sink.Samples, sink.Fragments) : throw new InvalidOperationException(failed.Message, failed);
    }

    private static RenditionPlan Plan(IReadOnlyList<TrackStart> starts)
    {
        var grid = new FragmentGrid(2 * Timescale.Ticks);
        RenditionTrack[] tracks = [.. starts.Select(s => new RenditionTrack(0, s.Track, s.Bitrate))];
        return new RenditionPlan(new TimelineStart(0, 0), default, grid, grid, SoundFollowsPicture: true, tracks);
    }

    private sealed class NoSink : ISink
    {
        private int _samples;
        private int _fragments;

        public int Samples => _samples;

        public int Fragments => _fragments;

        public bool Store(PackagedFragment fragment)
        {
            Interlocked.Add(ref _samples, fragment.Samples.Count);
            Interlocked.Increment(ref _fragments);
            return false;
        }

        public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
        {
        }

        public void Delete(string path)
        {
        }
    }
}
