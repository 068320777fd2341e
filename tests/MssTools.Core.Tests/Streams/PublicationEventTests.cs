using MssTools.Core.Access;
using MssTools.Core.Inputs;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Inputs.Points;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>Encoders that come, go, take over and come back, as events, whichever way they push.</summary>
public sealed class PublicationEventTests
{
    private readonly EventHub _hub = new(TimeProvider.System);
    private readonly LocalStreamRegistry _inputs;

    public PublicationEventTests() => _inputs = new LocalStreamRegistry(_hub);

    [Fact]
    public void Rtmp_ComesAndGoes()
    {
        using EventHub.Listener listener = _hub.Listen();
        var encoder = new FakePublication("one");

        _inputs.Published.Add(encoder, takeOver: false);
        _inputs.Published.Remove(encoder);
        _inputs.Published.Remove(encoder);

        Assert.Equal(["PublisherConnected cam: 'cam' is published by one.", "PublisherGone cam: 'cam' is published no more by one."], Told(listener));
    }

    // The one before has gone when the other one is there, and is not gone once more when its connection ends.
    [Fact]
    public void Rtmp_TakenOver_TheFirstHasGoneBeforeTheOtherComes()
    {
        using EventHub.Listener listener = _hub.Listen();
        (FakePublication first, FakePublication second) = (new("one"), new("two"));

        _inputs.Published.Add(first, takeOver: false);
        _inputs.Published.Add(second, takeOver: true);
        _inputs.Published.Remove(first);

        Assert.Equal(["PublisherConnected", "PublisherGone", "PublisherConnected"], Told(listener).Select(t => t.Split(' ')[0]));
        Assert.Equal(second, _inputs.Published.Find("cam"));
    }

    // Who was refused never came.
    [Fact]
    public void Rtmp_NameIsTaken_NobodyHasGone()
    {
        _inputs.Published.Add(new FakePublication("one"), takeOver: false);
        using EventHub.Listener listener = _hub.Listen();
        var refused = new FakePublication("two");

        Assert.Throws<MssException>(() => _inputs.Published.Add(refused, takeOver: false));
        _inputs.Published.Remove(refused);

        Assert.Empty(Told(listener));
    }

    // An encoder that only goes away ends no broadcast, and is missed all the same.
    [Fact]
    public async Task Point_EncoderGoesAndComesBackAndEnds()
    {
        using EventHub.Listener listener = _hub.Listen();
        var registry = new PointRegistry(_inputs, _ => [], _ => { }, new FastTime(DateTimeOffset.UnixEpoch.AddYears(56)));
        registry.Add(new PointDefinition { Name = "live1", ServerId = 1 }, new MssServer { Id = 1, Url = "http://127.0.0.1/", Root = "/srv/media" });

        using var body = new OpenBody();
        Task first = Send(registry, () => body);
        body.Add(new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0));
        await Eventually.Until(() => listener.Waiting == 1);
        body.Add(new BodyBuilder().Fragment(1, 2).Fragment(2, 2));
        body.Complete();
        await first;
        Assert.Equal(2, listener.Waiting);
        await Send(registry, new BodyBuilder().Header().Fragment(1, 4).Fragment(2, 4).Open);
        Assert.Equal(4, listener.Waiting);
        await Send(registry, new BodyBuilder().Header().Fragment(1, 6).Fragment(2, 6).End().Open);
        await Eventually.Until(() => registry.List().Single().State == MssPointState.Stopped);

        string[] told = Told(listener);
        Assert.Equal(
            ["PublisherConnected", "PublisherConnected", "PublisherConnected"], told.Where((_, i) => i % 2 == 0).Select(t => t.Split(' ')[0]));
        Assert.Equal(["PublisherGone", "PublisherGone", "PublisherGone"], told.Where((_, i) => i % 2 == 1).Select(t => t.Split(' ')[0]));
        Assert.All(told, t => Assert.Contains("'live1'", t, StringComparison.Ordinal));
    }

    private static Task<PostReply> Send(PointRegistry registry, Func<Stream> open) => registry.On(1).ReceiveAsync(
        new PointPost("live1", "", "a", "127.0.0.1:1234", "test", "", "", IsSecure: false, IsProbe: false), open, CancellationToken.None);

    private static string[] Told(EventHub.Listener listener)
    {
        return [.. listener.TakeAll().Select(happened => $"{happened.Kind} {happened.StreamName}: {happened.Message}")];
    }

    private sealed class FakePublication(string source) : IPublication
    {
        public string Name => "cam";

        public string Source => source;

        public IMediaReader? TryOpen() => null;

        public void Complete()
        {
        }
    }
}
