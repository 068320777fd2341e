using MssTools.Core.Services.Receivers;
using MssTools.Core.Streams;
using Xunit;

namespace MssTools.Core.Tests.Services.Receivers;

/// <summary>What waits for a receiver, what is lost, and what is said of it.</summary>
public sealed class EventReceiverTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly EventHub _hub = new(TimeProvider.System);
    private readonly FakeTarget _target = new();

    [Fact]
    public async Task Deliver_EventsComeInOrder_EachWithAnIdOfItsOwn()
    {
        EventReceiver receiver = Receiver();
        for (int i = 1; i <= 100; i++)
        {
            _hub.Raise(new MssEvent { StreamId = i });
        }

        await receiver.DisposeAsync();

        Assert.Equal(Enumerable.Range(1, 100), _target.Taken.Select(e => e.StreamId));
        Assert.Equal(100, _target.Ids.Distinct().Count());
        Assert.Equal((100, 0, MssReceiverState.Ready), (receiver.ToModel().SentCount, receiver.ToModel().WaitingCount, receiver.ToModel().State));
        Assert.True(_target.IsDisposed);
        Assert.False(_hub.IsHeard);
    }

    [Fact]
    public async Task Deliver_TargetIsSlow_TheOldestAreDroppedAndTheNextEventSaysHowMany()
    {
        EventReceiver receiver = Receiver();
        _target.Hold();
        _hub.Raise(new MssEvent { StreamId = 0 });
        await Eventually.Until(() => _target.IsAsked);

        for (int i = 1; i <= 1010; i++)
        {
            _hub.Raise(new MssEvent { StreamId = i });
        }

        Assert.Equal((10, 1000), (receiver.ToModel().DroppedCount, receiver.ToModel().WaitingCount));
        _target.Release();
        await receiver.DisposeAsync().AsTask().WaitAsync(s_limit);

        Assert.Equal([0, .. Enumerable.Range(11, 1000)], _target.Taken.Select(e => e.StreamId));
        Assert.Equal((0L, 10L, 0L), (_target.Taken[0].Missed, _target.Taken[1].Missed, _target.Taken[2].Missed));
    }

    // What nobody wants takes no room from what somebody does.
    [Fact]
    public async Task Deliver_FilteredEvents_DropNoOthers()
    {
        EventReceiver receiver = Receiver(new EventFilter { Kinds = [MssEventKind.Error], GroupNames = ["news*"] });
        _target.Hold();
        _hub.Raise(new MssEvent { Kind = MssEventKind.Error, GroupName = "news1", StreamId = 1 });
        for (int i = 0; i < 2000; i++)
        {
            _hub.Raise(new MssEvent { Kind = MssEventKind.FragmentPublished, GroupName = "news1" });
            _hub.Raise(new MssEvent { Kind = MssEventKind.Error, GroupName = "film" });
        }

        _hub.Raise(new MssEvent { Kind = MssEventKind.Error, GroupName = "NEWS2", StreamId = 2 });
        _target.Release();
        await receiver.DisposeAsync().AsTask().WaitAsync(s_limit);

        Assert.Equal([1, 2], _target.Taken.Select(e => e.StreamId));
        Assert.All(_target.Taken, e => Assert.Equal(0, e.Missed));
    }

    [Fact]
    public async Task Deliver_TargetGivesUp_TheOthersAreToldOnceAndTheNextEventSaysHowMany()
    {
        using EventHub.Listener other = _hub.Listen(static e => e.Kind == MssEventKind.Error);
        EventReceiver receiver = Receiver(new EventFilter { Kinds = [MssEventKind.DiskLow] });
        _target.Refusals = 3;

        for (int i = 1; i <= 4; i++)
        {
            _hub.Raise(new MssEvent { Kind = MssEventKind.DiskLow, StreamId = i });
        }

        await Eventually.Until(() => receiver.ToModel().SentCount == 1);
        MssEventReceiver model = receiver.ToModel();
        Assert.Equal((3, MssReceiverState.Ready, "no"), (model.FailedCount, model.State, model.LastError));
        Assert.Equal((4, 3L), (_target.Taken.Single().StreamId, _target.Taken.Single().Missed));
        Assert.Equal(1, other.Waiting);
        MssEvent told = await other.NextAsync(default);
        Assert.Equal(("The event receiver 'r' does not take events: no", MssError.SinkFailed), (told.Message, told.ErrorCode));
        await receiver.DisposeAsync();
    }

    // Its own failure is an event, and that fails as well: that is no reason for another one.
    [Fact]
    public async Task Deliver_TargetNeverTakesAnything_EndsByItself()
    {
        EventReceiver receiver = Receiver();
        _target.Refusals = int.MaxValue;

        _hub.Raise(new MssEvent());
        await Eventually.Until(() => receiver.ToModel().FailedCount == 2);
        await Task.Delay(100);

        Assert.Equal((2, 0), (receiver.ToModel().FailedCount, receiver.ToModel().WaitingCount));
        Assert.Equal(MssReceiverState.Failing, receiver.ToModel().State);
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task End_TargetHangs_IsOverInTwoSeconds()
    {
        EventReceiver receiver = Receiver();
        _target.Hold();
        _hub.Raise(new MssEvent());
        await Eventually.Until(() => _target.IsAsked);

        long start = TimeProvider.System.GetTimestamp();
        await receiver.DisposeAsync().AsTask().WaitAsync(s_limit);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 1.9, 30);
        Assert.Empty(_target.Taken);
    }

    public void Dispose() => _target.Dispose();

    private EventReceiver Receiver(EventFilter? filter = null) => new(
        new EventReceiverDefinition { Name = "r", Path = "/x", Filter = filter ?? new() }, _target, _hub, TimeProvider.System);

    private sealed class FakeTarget : IEventTarget
    {
        private TaskCompletionSource? _held;

        public List<MssEvent> Taken { get; } = [];

        public List<string> Ids { get; } = [];

        public int Refusals { get; set; }

        public bool IsAsked { get; private set; }

        public bool IsDisposed { get; private set; }

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _held!.SetResult();

        public async Task DeliverAsync(MssEvent happened, string id, Action<MssException> retries, CancellationToken stop)
        {
            IsAsked = true;
            if (_held is { } held)
            {
                await held.Task.WaitAsync(stop);
            }

            if (Refusals > 0)
            {
                Refusals--;
                throw new MssException(MssError.SinkFailed, "no");
            }

            Ids.Add(id);
            Taken.Add(happened);
        }

        public void Dispose() => IsDisposed = true;
    }
}
