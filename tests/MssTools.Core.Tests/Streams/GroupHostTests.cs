using MssTools.Core.Inputs;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>A group whose sink fails in every operation, with failures that a user can act on and with others.</summary>
public sealed class GroupHostTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly FakeSink _sink = new();
    private readonly StreamDefinition _definition;

    public GroupHostTests() => _definition = TestGroup.Define(_folder.Path, "a") with
    {
        ChunkLength = 1,
        IsLive = true,
        PlaylistType = PlaylistType.Rolling,
        PlaylistLength = 5,
        StaleRetentionCount = 0,
        LookAheadFragmentCount = 0,
    };

    [Theory]
    [InlineData("store")]
    [InlineData("manifest")]
    [InlineData("delete")]
    public async Task Start_SinkThrowsSomethingElse_FailsAtOnceAndSaysWhat(string operation)
    {
        SetFailure(operation, new UnauthorizedAccessException("no entry"));
        StreamHost stream = Begin(_definition);

        await stream.Settled.WaitAsync(s_limit);

        MssStream seen = stream.Status.ToModel();
        Assert.Equal((StreamState.Failed, MssError.Internal), (seen.State, seen.LastErrorCode));
        Assert.Equal("UnauthorizedAccessException: no entry", seen.LastError);
        Assert.Equal((StreamState.Failed, seen.LastError), (seen.History[^1].State, seen.History[^1].Reason));
    }

    [Theory]
    [InlineData("store")]
    [InlineData("manifest")]
    [InlineData("delete")]
    public async Task Start_FailPolicyAndTheDiskRefuses_Fails(string operation)
    {
        SetFailure(operation, new MssException(MssError.SinkFailed, "no space left"));
        StreamHost stream = Begin(_definition with { OverloadPolicy = OverloadPolicy.Fail });

        await stream.Settled.WaitAsync(s_limit);

        MssStream seen = stream.Status.ToModel();
        Assert.Equal((StreamState.Failed, MssError.SinkFailed), (seen.State, seen.LastErrorCode));
    }

    // A looped file is a live channel: it goes on, says what is wrong while it is, and comes back.
    [Theory]
    [InlineData("store")]
    [InlineData("manifest")]
    [InlineData("delete")]
    public async Task Start_DropPolicyAndTheDiskRefusesForAWhile_GoesOnAndTellsTheTruth(string operation)
    {
        SetFailure(operation, new MssException(MssError.SinkFailed, "no space left"));
        StreamHost stream = Begin(_definition);

        await Until(() => stream.Status.ToModel().LastErrorCode == MssError.SinkFailed);
        MssStream seen = stream.Status.ToModel();
        Assert.Equal((StreamState.Running, "no space left"), (seen.State, seen.LastError));
        Assert.Contains("goes on by itself", seen.RecommendedAction, StringComparison.Ordinal);
        Assert.EndsWith("no space left", seen.History[^1].Reason, StringComparison.Ordinal);
        SetFailure(operation, null);
        await Until(() => stream.Status.ToModel().LastError is null && stream.Status.ToModel().FragmentCount > 4);

        seen = stream.Status.ToModel();
        Assert.Equal((StreamState.Running, null), (seen.State, seen.LastErrorCode));
        Assert.Contains("again", seen.History[^1].Reason, StringComparison.Ordinal);
        Assert.Contains("no space left", Assert.Single(seen.Warnings), StringComparison.Ordinal);
        Assert.Equal(operation == "store", seen.DroppedFragmentCount > 0);
        stream.Stop();
        await stream.Settled.WaitAsync(s_limit);
        Assert.Equal(StreamState.Stopped, stream.Status.State);
    }

    // The last of its sample is published before its reader fails to close.
    [Theory]
    [InlineData("open")]
    [InlineData("describe")]
    [InlineData("read")]
    [InlineData("dispose")]
    public async Task Start_ReaderThrowsSomethingElse_FailsAndSaysWhat(string operation)
    {
        StreamHost stream = Begin(_definition, loop: false, reader => new FaultyReader(reader, operation));

        await stream.Settled.WaitAsync(s_limit);

        MssStream seen = stream.Status.ToModel();
        Assert.Equal((StreamState.Failed, MssError.Internal), (seen.State, seen.LastErrorCode));
        Assert.Equal($"InvalidTimeZoneException: {operation} failed", seen.LastError);
        Assert.Equal(operation is "read" or "dispose", seen.FragmentCount > 0);
    }

    public void Dispose() => _folder.Dispose();

    private void SetFailure(string operation, Exception? failure)
    {
        switch (operation)
        {
            case "store":
                _sink.StoreFailure = failure;
                break;
            case "manifest":
                _sink.ManifestFailure = failure;
                break;
            default:
                _sink.DeleteFailure = failure;
                break;
        }
    }

    private StreamHost Begin(StreamDefinition definition, bool loop = true, Func<IMediaReader, IMediaReader>? wrap = null)
    {
        var time = new SteppedTime(DateTimeOffset.UnixEpoch.AddYears(56));
        var input = new NamedInput(new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = loop });
        var stream = new StreamHost(
            new StreamStatus(1, "a", 0, definition, time),
            rendition: 0,
            Timeout.InfiniteTimeSpan,
            keepAlive: true,
            () => input,
            (found, stop) =>
            {
                IMediaReader reader = SourceFactory.TryOpen(found.Definition, time, stop)!;
                return wrap is null ? reader : wrap(reader);
            },
            time);
        new GroupHost(definition, [stream], time, (_, folder) => new FakeDestination(_sink, folder)).Start();
        return stream;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
