using MssTools.Core;
using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Rtmp;

/// <summary>An engine with an open port, and streams that wait for names.</summary>
internal sealed class PushRun : IDisposable
{
    private static readonly TimeSpan s_limit = Patience.Of(30);

    private readonly TemporaryFolder _folder = new();
    private readonly List<MssStream> _streams = [];

    /// <summary>Opens a port of its own.</summary>
    public PushRun(IngestDefinition? definition = null) =>
        Port = Engine.StartIngest((definition ?? new IngestDefinition()) with { Port = 0, Address = "127.0.0.1" }).Port;

    public MssEngine Engine { get; } = new(TimeProvider.System);

    public int Port { get; }

    public MssIngest Ingest => Engine.GetIngests()[0];

    /// <summary>Starts a live group that ends with its publisher.</summary>
    public void Await(string name, string group) => _streams.AddRange(Engine.Start(
        Packager.Recorded(_folder.FullName, name) with
        {
            GroupName = group,
            IsLive = true,
            KeepAlive = false,
            LookAheadFragmentCount = 0,
        }));

    /// <summary>Publishes a file with ffmpeg, as fast as it plays.</summary>
    public static Task PushAsync(string file, string address, params string[] options) =>
        Tool.RunAsync("ffmpeg", ["-v", "error", "-re", "-i", file, "-c", "copy", "-f", "flv", .. options, address]);

    /// <summary>Waits for the ends of all streams, and asserts that a group has the packets of a file.</summary>
    public async Task AssertHasPacketsAsync(string group, string file, int skipped = 0)
    {
        Packager.AwaitEnd(Engine, _streams, StreamState.Completed);
        ClientGroup packaged = GroupLaws.Check(_folder.PathOf(group));
        Assert.Equal(2, packaged.Indexes.Count);
        foreach (ClientIndex index in packaged.Indexes)
        {
            IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(file, index.IsVideo);
            Assert.Equal(
                source.Skip(skipped).Select(p => p.Hash),
                packaged.SamplesOf(index, index.Levels[0]).Select(s => SourcePacket.HashOf(s.Data)));
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_limit), $"Not so within {s_limit}.");

    public void Dispose()
    {
        Engine.Shutdown();
        _folder.Dispose();
    }
}
