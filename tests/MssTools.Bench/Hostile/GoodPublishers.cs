using System.Diagnostics;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Hostile;

/// <summary>
/// Publishers with keys that push in real time, driven by one thread. The first of them leaves every minute and comes back at
/// once; who is hung up on comes back as well, and that is a fault.
/// </summary>
internal sealed class GoodPublishers : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_stay = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(250);

    private readonly RtmpFeed _feed;
    private readonly int _port;
    private readonly RunLog _log;
    private readonly Slot[] _slots;
    private readonly Thread _driver;
    private volatile bool _stopped;

    /// <summary>Lets them come.</summary>
    public GoodPublishers(RtmpFeed feed, Target target, RunLog log)
    {
        (_feed, _port, _log) = (feed, target.Rtmp, log);
        _slots = [.. Enumerable.Range(1, target.Groups).Select(i => new Slot(i))];
        _driver = new Thread(Drive);
        _driver.Start();
    }

    /// <summary>How often one was hung up on, or could not send.</summary>
    public int Lost { get; private set; }

    /// <summary>How long the first publisher took from its first attempt to Publish.Start, each time, in milliseconds.</summary>
    public IReadOnlyList<double> Entries => [.. _slots[0].Entries.Skip(1)];

    /// <summary>Attempts that were refused or hung up on.</summary>
    public int FailedAttempts => _slots.Sum(s => s.FailedAttempts);

    /// <summary>How far one was behind its feed at worst.</summary>
    public TimeSpan WorstLag => _slots.Max(s => s.WorstLag);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        _driver.Join();
        foreach (Slot slot in _slots)
        {
            slot.Publisher?.Dispose();
        }
    }

    private void Drive()
    {
        while (!_stopped)
        {
            Array.ForEach(_slots, Step);
            Thread.Sleep(s_step);
        }
    }

    private void Step(Slot slot)
    {
        if (slot.Publisher is { } publisher)
        {
            publisher.SendDue();
            slot.WorstLag = publisher.Lag > slot.WorstLag ? publisher.Lag : slot.WorstLag;
            if (!publisher.IsAlive)
            {
                Lost++;
                _log.Complain(Target.GroupOf(slot.Number), "the publisher was hung up on");
            }

            if (!publisher.IsAlive || publisher.IsDone || slot.Number == 1 && Stopwatch.GetElapsedTime(slot.Since) > s_stay)
            {
                publisher.Dispose();
                slot.Publisher = null;
            }
        }
        else if (slot.Coming is null)
        {
            slot.Coming = Task.Run(() => EnterAsync(slot));
        }
        else if (slot.Coming.IsCompleted)
        {
            slot.Publisher = slot.Coming.GetAwaiter().GetResult();
            slot.Coming = null;
            slot.Since = Stopwatch.GetTimestamp();
            slot.Publisher.Start();
        }
    }

    private async Task<Publisher> EnterAsync(Slot slot)
    {
        long begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Publisher publisher = await RtmpPublisher.ConnectAsync(_feed, _port, Target.KeyOf(slot.Number)).WaitAsync(s_patience);
                slot.Entries.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                return publisher;
            }
            catch (Exception failure) when (
                failure is InvalidOperationException or MssException or IOException or TimeoutException
                    or System.Net.Sockets.SocketException)
            {
                slot.FailedAttempts++;
                _log.Note(Target.GroupOf(slot.Number), $"the publisher was not let in: {failure.Message}");
                await Task.Delay(s_again);
            }
        }
    }

    private sealed class Slot(int number)
    {
        public int Number { get; } = number;

        public Publisher? Publisher { get; set; }

        public Task<Publisher>? Coming { get; set; }

        public long Since { get; set; }

        public TimeSpan WorstLag { get; set; }

        public int FailedAttempts { get; set; }

        public List<double> Entries { get; } = [];
    }
}
