using MssTools.Core;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Network;

/// <summary>An engine that packages one input from the network into a recorded group.</summary>
internal sealed class NetworkRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine;
    private readonly StreamDefinition _definition;
    private readonly IReadOnlyList<MssStream> _streams;

    /// <summary>Starts to package.</summary>
    public NetworkRun(string source, bool follow = false, TimeProvider? time = null)
    {
        _engine = new MssEngine(time ?? TimeProvider.System);
        _definition = Packager.Recorded(_folder.FullName, "input") with { KeepAlive = false };
        _streams = _engine.Start(_definition with { Inputs = [new LocalStreamDefinition { Name = "input", Source = source, Follow = follow }] });
    }

    /// <summary>The stream as it is now.</summary>
    public MssStream Stream => _engine.GetStreams().Single();

    /// <summary>Waits until the input is open.</summary>
    public void AwaitRunning() => Assert.True(
        SpinWait.SpinUntil(() => Stream.State != StreamState.Waiting, Patience.Of(20)) && Stream.State == StreamState.Running,
        $"The stream is {Stream.State}: {Stream.LastError}");

    /// <summary>Waits until something is stored.</summary>
    public void AwaitFragment() => Assert.True(
        SpinWait.SpinUntil(() => Stream.FragmentCount > 0, Patience.Of(60)),
        $"Nothing is stored; the stream is {Stream.State}: {Stream.LastError}");

    /// <summary>Stops the stream and reads what it left.</summary>
    public ClientGroup Stop()
    {
        _engine.StopStream(_streams[0].Id);
        Packager.AwaitEnd(_engine, _streams, StreamState.Stopped);
        return GroupLaws.Check(_definition.GroupFolder);
    }

    /// <summary>Waits until the input has ended and reads what it left.</summary>
    public ClientGroup AwaitCompleted()
    {
        Packager.AwaitEnd(_engine, _streams, StreamState.Completed);
        return GroupLaws.Check(_definition.GroupFolder);
    }

    /// <summary>Waits until the stream has failed.</summary>
    public MssStream AwaitFailed()
    {
        Packager.AwaitEnd(_engine, _streams, StreamState.Failed);
        return Stream;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Shutdown();
        _folder.Dispose();
    }
}
