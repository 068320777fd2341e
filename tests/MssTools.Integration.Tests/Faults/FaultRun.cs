using System.Globalization;
using MssTools.Core;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A live group under a fault: the engine, a port for encoders, and a client that watches.</summary>
internal sealed class FaultRun : IDisposable
{
    /// <summary>How much faster than ours the time of most tests runs, at most.</summary>
    public const double Speed = 8;

    private static readonly TimeSpan s_limit = Patience.Of(30);

    private static readonly TimeSpan s_lip = TimeSpan.FromMilliseconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<MssStream> _streams;

    /// <summary>Opens a port and starts a group of the encoders that publish there, or of other inputs.</summary>
    /// <param name="names">Stream keys, or names of the inputs.</param>
    /// <param name="settings">Changes the group's settings.</param>
    /// <param name="inputs">None: what is published under the names.</param>
    /// <param name="speed">Seconds of the run in one of ours.</param>
    public FaultRun(
        string[] names,
        Func<StreamDefinition, StreamDefinition>? settings = null,
        IReadOnlyList<LocalStreamDefinition>? inputs = null,
        double speed = Speed)
    {
        Time = new FaultTime(speed);
        Engine = new MssEngine(Time);
        Port = Engine.StartIngest(new IngestDefinition
        {
            Port = 0,
            Address = "127.0.0.1",
            AllowTakeover = true,
            IdleTimeout = 60,
        }).Port;
        StreamDefinition definition = Packager.Recorded(_folder.FullName, names) with
        {
            IsLive = true,
            ChunkLength = 1,
            Bandwidths = [.. names.Select((_, i) => 1000L * (i + 1))],
        };
        Definition = (settings?.Invoke(definition) ?? definition) with { Inputs = inputs ?? [] };
        _streams = Engine.Start(Definition);
        Watch = new GroupWatch(Definition.GroupFolder, Time);
    }

    public FaultTime Time { get; }

    public MssEngine Engine { get; }

    public StreamDefinition Definition { get; }

    public int Port { get; }

    public GroupWatch Watch { get; }

    /// <summary>The streams as they are now.</summary>
    public IReadOnlyList<MssStream> Streams => Engine.GetStreams();

    /// <summary>Publishes for a while of the run's time.</summary>
    public async Task PlayAsync(RtmpPublisher publisher, TestEncoder encoder, TimeSpan length)
    {
        using FaultTime.Turn turn = Time.Enter();
        TimeSpan end = Time.Elapsed + length;
        for (; Time.Elapsed < end; await turn.EndAsync())
        {
            await publisher.SendAsync(encoder, Time.Elapsed);
        }

        await publisher.SendAsync(encoder, end); // a real clock may have gone further
    }

    /// <summary>Sends transport stream packets for a while of the run's time.</summary>
    public async Task PlayAsync(TsSender sender, TestEncoder encoder, TimeSpan length)
    {
        using FaultTime.Turn turn = Time.Enter();
        TimeSpan end = Time.Elapsed + length;
        for (; Time.Elapsed < end; await turn.EndAsync())
        {
            sender.Send(encoder, Time.Elapsed);
        }

        sender.Send(encoder, end);
    }

    /// <summary>Lets the run's time pass until something is so.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(s_limit);
        using FaultTime.Turn turn = Time.Enter();
        for (; !condition(); await turn.EndAsync())
        {
            Assert.False(limit.IsCancellationRequested, $"Never: {what}\n{Story()}");
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static void Until(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, s_limit), $"Never: {what}");

    /// <summary>Ends the streams, and checks what has to hold whatever happened.</summary>
    /// <param name="mayLose">True where announced fragments may be missing.</param>
    public ClientGroup Finish(bool mayLose = false)
    {
        foreach (MssStream stream in _streams)
        {
            Engine.StopStream(stream.Id);
        }

        Packager.AwaitEnd(Engine, _streams, StreamState.Stopped);
        Watch.Finish();
        Assert.True(
            Watch.Complaints.Count == 0,
            $"{Watch.Complaints.Count} complaints: {string.Join('\n', Watch.Complaints.Take(10))}\n{Story()}");
        Assert.NotEmpty(Watch.Video);
        if (!mayLose)
        {
            Assert.Equal("", string.Join('\n', Watch.Levels.Values.SelectMany(l => l.BrokenPromises)));
        }

        ClientGroup group = GroupLaws.Check(Definition.GroupFolder, Definition.LookAheadFragmentCount, runs: int.MaxValue);
        Assert.False(group.IsLive);
        return group;
    }

    /// <summary>As <see cref="Finish"/>, where payloads were damaged on the way: sound and whole files, growing times.</summary>
    public void FinishDamaged()
    {
        foreach (MssStream stream in _streams)
        {
            Engine.StopStream(stream.Id);
        }

        Packager.AwaitEnd(Engine, _streams, StreamState.Stopped);
        Watch.Finish();
        Assert.DoesNotContain(
            Watch.Complaints,
            c => c.Contains(" is listed", StringComparison.Ordinal) || c.Contains("not whole", StringComparison.Ordinal));
        Assert.NotEmpty(Watch.Video);
        GroupLaws.Check(Definition.GroupFolder, Definition.LookAheadFragmentCount, runs: int.MaxValue);
    }

    /// <summary>
    /// How far sound and picture of an encoder are apart, against what they were at the encoder: the worst among all
    /// but the given share of frames.
    /// </summary>
    public void AssertLipSync(double share = 0.01)
    {
        foreach ((WatchedLevel video, WatchedLevel audio) in Watch.Video.Zip(Watch.Audio))
        {
            Dictionary<(int Run, int Second), long> shifts = [];
            foreach ((SampleMark mark, ClientSample sample) in video.Samples)
            {
                shifts[(mark.Run, mark.Number)] = sample.PresentationTime - mark.Moment.Ticks;
            }

            int compared = 0;
            List<string> apart = [];
            foreach ((SampleMark mark, ClientSample sample) in audio.Samples)
            {
                if (shifts.TryGetValue((mark.Run, SampleMark.FirstAt(true, mark.Moment)), out long shift))
                {
                    compared++;
                    var off = TimeSpan.FromTicks(sample.PresentationTime - mark.Moment.Ticks - shift);
                    if (off.Duration() > s_lip)
                    {
                        apart.Add($"{mark}: {off}");
                    }
                }
            }

            Assert.True(compared > 0);
            Assert.True(
                apart.Count <= compared * share,
                $"{apart.Count} of {compared} frames of sound are off: {string.Join(", ", apart.Take(3))} ... {apart.LastOrDefault()}");
        }
    }

    /// <summary>Adds a line to the table of faults.</summary>
    public void Report(ITestOutputHelper output, string fault, int times, string what, params TestEncoder[] encoders)
    {
        int sent = encoders.Sum(e => e.Sent.Where(m => m.IsVideo).Distinct().Count());
        int listed = Watch.Video.SelectMany(l => l.Samples.Select(s => s.Mark)).Distinct().Count();
        string pictures = encoders.Length == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"; {listed} of {sent} pictures sent are in the group");
        FaultTable.Add(output, fault, times, what + pictures, Streams.Sum(s => s.DroppedFragmentCount), Watch);
    }

    /// <summary>What the streams say of themselves.</summary>
    public string Story() => string.Join('\n', Streams.Select(s =>
        $"{s.Name} is {s.State}, {s.DisconnectCount} disconnects; {string.Join("; ", s.Warnings)}; "
        + string.Join(", ", s.History.Select(h => $"{h.Time:mm:ss.f} {h.State}"))));

    public void Dispose()
    {
        Watch.Dispose();
        Engine.Shutdown();
        Time.Dispose();
        _folder.Dispose();
    }
}
