using MssTools.Core.Access;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Inputs.Points;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>The groups that publishing points make, begin and end.</summary>
public sealed class PointRegistryTests
{
    private static readonly MssServer s_server = new() { Id = 1, Url = "http://127.0.0.1/", Root = "/srv/media" };

    private readonly LocalStreamRegistry _inputs = new(new EventHub(TimeProvider.System));
    private readonly List<string> _happened = [];

    // Something that is no error of ours failed. The names are free, the user sees why, and the next encoder is another attempt.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GroupThatCannotBeMade_LeavesNoNameTaken(bool isOurs)
    {
        int starts = 0;
        PointRegistry registry = Registry(_ => ++starts > 1 ? [new MssStream { Id = 7 }]
            : throw (isOurs ? new MssException(MssError.SinkFailed, "no disk") : new InvalidOperationException("no disk")));
        registry.Add(new PointDefinition { Name = "live1", ServerId = 1 }, s_server);

        await Send(registry, new BodyBuilder().Header().Fragment(1, 0));
        await Until(() => registry.List().Single().State == MssPointState.Error);
        Assert.Contains("no disk", registry.List().Single().LastError, StringComparison.Ordinal);
        Assert.Empty(_inputs.Published.List());

        await Send(registry, new BodyBuilder().Header().Fragment(1, 0));
        await Until(() => registry.List().Single().State == MssPointState.Started && _inputs.Published.List().Count == 1);
        Assert.Equal(2, starts);
    }

    // A broadcast that is over before its group has begun: that is begun and then ended, in this order.
    [Fact]
    public async Task EndThatComesWhileTheGroupBegins_EndsItsStreams()
    {
        using var going = new ManualResetEventSlim();
        PointRegistry registry = Registry(_ =>
        {
            going.Wait();
            return [new MssStream { Id = 7 }];
        });
        registry.Add(new PointDefinition { Name = "live1", ServerId = 1 }, s_server);

        await Send(registry, new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0).End());
        Assert.Equal(MssPointState.Stopping, registry.List().Single().State);
        going.Set();

        await Until(() => registry.List().Single().State == MssPointState.Stopped);
        Assert.Equal(["stop 7"], _happened);
    }

    // Whatever the stopping of the streams throws, the point must not stay Stopping.
    [Fact]
    public async Task StreamsThatCannotBeStopped_LeaveThePointStopped()
    {
        PointRegistry registry = new(_inputs, _ => [new MssStream { Id = 7 }], _ => throw new InvalidOperationException(), Time());
        registry.Add(new PointDefinition { Name = "live1", ServerId = 1 }, s_server);

        await Send(registry, new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0).End());

        await Until(() => registry.List().Single().State == MssPointState.Stopped);
    }

    private static FastTime Time() => new(DateTimeOffset.UnixEpoch.AddYears(56));

    private static async Task Send(PointRegistry registry, BodyBuilder body) => await registry.On(1).ReceiveAsync(
        new PointPost("live1", "", "a", "127.0.0.1:1234", "test", "", "", IsSecure: false, IsProbe: false), body.Open, CancellationToken.None);

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private PointRegistry Registry(Func<StreamDefinition, IReadOnlyList<MssStream>> start) =>
        new(_inputs, start, ids => _happened.Add($"stop {string.Join(' ', ids)}"), Time());
}
