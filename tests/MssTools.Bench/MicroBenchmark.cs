using System.Reactive.Linq;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
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
        using var nowhere = new NoDestination();
        StreamDefinition definition = EngineRun.Definition([input], ToolPath.Artifacts, isLive: false);
        NamedInput source = new(definition.Inputs[0]);
        var status = new StreamStatus(1, source.Name, 0, definition, TimeProvider.System);
        using var stream = new StreamHost(
            status, 0, Timeout.InfiniteTimeSpan, keepAlive: false, () => source, (_, _) => null, TimeProvider.System);
        var layout = new GroupLayout(definition.LocalStreamNames, definition.TimeScale);
        using var output = new GroupOutput(definition, layout, nowhere, new Unwatched(), TimeProvider.System);
        var rendezvous = new Rendezvous(definition, published: null, TimeProvider.System);
        rendezvous.Began += output.Begin;
        var pipeline = new PackagingPipeline(
            definition, layout, rendezvous, [output], new GroupBitrates(definition), new HeldRuns(null, layout, definition), TimeProvider.System);
        using IMediaReader reader = SourceFactory.Open(input);
        var rendition = new RenditionInput(
            Observable.Return(new InputConnection(reader.ToObservable(loop: false, CancellationToken.None), () => reader.Announced)),
            Described: reader.Tracks,
            IsLive: false,
            CancellationToken.None);
        using (pipeline.Publish())
        {
            pipeline.Package(stream, rendition).Wait();
            output.Close();
            output.Completion.Wait();
        }

        MssOutput end = output.ToModel();
        return end.LastError is null ? (nowhere.Samples, nowhere.Fragments) : throw new InvalidOperationException(end.LastError);
    }

    private sealed class NoDestination : IDestination, ISink
    {
        private int _samples;
        private int _fragments;

        public int Samples => _samples;

        public int Fragments => _fragments;

        public ISink Sink => this;

        public IReadOnlyList<IManifestDialect> Dialects { get; } = [new ClientManifestDialect("manifest.ismc")];

        public WriterThreads Threads { get; } = new(32);

        public bool IsFar => false;

        public MssException? Trouble => null;

        public IReadOnlyList<string> Warnings => [];

        public PublishedGroup? Published => null;

        public PublishedGroup? Continued => null;

        public void PrepareFor(IReadOnlyList<RenditionTrack> tracks)
        {
        }

        public void NoteFinished(string fingerprint)
        {
        }

        public void Dispose()
        {
        }

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

    private sealed class Unwatched : IOutputFollower
    {
        public void Dropped(int rendition, FragmentNotice fragment, MssException reason)
        {
        }

        public void Refused(int rendition, Exception failure)
        {
        }

        public void Follow(PublishedUpdate publication)
        {
        }

        public void Failed(Exception failure)
        {
        }
    }
}
