using System.Diagnostics;
using System.Text.RegularExpressions;
using MssTools.Core;

namespace MssTools.Bench.Disturbed;

/// <summary>The life of one input: quiet for a while, disturbed, and back within its patience.</summary>
internal sealed partial class DisturbedRun
{
    /// <summary>
    /// How long a group may take until it goes on, when nothing disturbs it any more: what answers without media is given up
    /// after 30 s, the next attempt may come 30 s later, and a track may be waited for for 15 s.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>How long nothing new may be listed before the stream says why.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    /// <summary>More rows than what was held back when the input was lost, which a lost connection lets go.</summary>
    private const int RowsOfReturn = 8;

    private readonly MssEngine _engine;
    private readonly DisturbedInput _input;
    private readonly Random _random;
    private readonly RunLog _log;
    private readonly Disturber _disturber;
    private readonly CancellationToken _over;
    private int[] _ids = [];
    private long _silentSince = Stopwatch.GetTimestamp();
    private long _listed;
    private TimeSpan _missing;

    /// <summary>Prepares the life of an input.</summary>
    public DisturbedRun(MssEngine engine, DisturbedInput input, int seed, int origin, RunLog log, CancellationToken over)
    {
        (_engine, _input, _random, _log, _over) = (engine, input, new Random(seed), log, over);
        Checker = new GroupChecker(
            input.Definition.GroupFolder, what => log.Complain(input.Name, what), what => log.Note(input.Name, what));
        _disturber = new Disturber(input, _random, origin, Checker, WatchAsync);
    }

    /// <summary>The input.</summary>
    public DisturbedInput Input => _input;

    /// <summary>Reads the group.</summary>
    public GroupChecker Checker { get; }

    /// <summary>What was done, and what it cost.</summary>
    public SortedDictionary<Disturbance, Toll> Tolls { get; } = [];

    /// <summary>What was said, with numbers left out, and how often it was seen to be said anew.</summary>
    public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>The streams, as they are.</summary>
    public IReadOnlyList<MssStream> Streams => [.. _engine.GetStreams().Where(s => _ids.Contains(s.Id))];

    /// <summary>Starts encoders and group, and disturbs them until the time is over. A failure is a fault of the run.</summary>
    public async Task RunAsync()
    {
        try
        {
            await LiveAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (
            failure is IOException or MssException or InvalidOperationException or UnauthorizedAccessException)
        {
            _log.Complain(_input.Name, $"is not watched or disturbed any more: {failure}");
        }
    }

    private async Task LiveAsync()
    {
        foreach (Encoder encoder in _input.Encoders)
        {
            encoder.Start();
        }

        StartGroup();
        await ReturnAsync(null).ConfigureAwait(false);
        while (!_over.IsCancellationRequested)
        {
            await WatchAsync(TimeSpan.FromSeconds(5 + _random.NextDouble() * 25)).ConfigureAwait(false);
            Disturbance drawn = _input.Possible[_random.Next(_input.Possible.Count)];
            if (!_over.IsCancellationRequested)
            {
                Toll toll = Tolls.TryGetValue(drawn, out Toll? known) ? known : Tolls[drawn] = new Toll();
                toll.Times++;
                _log.Note(_input.Name, $"{drawn} begins");
                _log.Note(_input.Name, $"{drawn}: {await _disturber.ApplyAsync(drawn).ConfigureAwait(false)}");
                await ReturnAsync(toll).ConfigureAwait(false);
            }
        }
    }

    private void StartGroup() => _ids = [.. _engine.Start(_input.Definition).Select(s => s.Id)];

    // A group is back when each of its streams stores, and the manifest lists it.
    private async Task ReturnAsync(Toll? toll)
    {
        long since = Stopwatch.GetTimestamp();
        long rows = Checker.Pictures;
        Dictionary<int, long> stored = Streams.ToDictionary(s => s.Id, s => s.FragmentCount);
        bool isBack = false;
        while (!isBack && !_over.IsCancellationRequested && Stopwatch.GetElapsedTime(since) < s_patience)
        {
            await WatchAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            isBack = Checker.Pictures >= rows + RowsOfReturn && Streams.All(s =>
                s.State == StreamState.Running && s.FragmentCount >= stored.GetValueOrDefault(s.Id) + 2 * RowsOfReturn);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(since);
        if (!isBack && !_over.IsCancellationRequested)
        {
            string encoders = string.Join("; ", _input.Encoders.Select(e => $"{e.Starts} starts, {e.Said}"));
            _log.Complain(
                _input.Name,
                $"not back after {took.TotalSeconds:0} s: {string.Join("; ", Streams.Select(Describe))}; "
                + $"{Checker.Pictures - rows} new rows; encoders: {encoders}");
        }

        TimeSpan missing = Checker.Missing - _missing;
        string end = isBack ? "back" : "not back";
        _log.Note(_input.Name, $"{end} after {took.TotalSeconds:0} s; {missing.TotalSeconds:F1} s are missing");
        toll?.Add(took, missing);
        _missing = Checker.Missing;
    }

    // Looks at the group for a time, and ends early with the run.
    private async Task WatchAsync(TimeSpan length)
    {
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < length && !_over.IsCancellationRequested;)
        {
            TimeSpan left = length - Stopwatch.GetElapsedTime(since);
            var pause = TimeSpan.FromSeconds(0.5 + Random.Shared.NextDouble());
            await Task.Delay(left < pause ? left : pause, _over)
                .ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            Look();
        }
    }

    private void Look()
    {
        Checker.Look();
        IReadOnlyList<MssStream> streams = Streams;
        foreach (MssStream stream in streams)
        {
            Note(stream.LastError);
            foreach (string warning in stream.Warnings)
            {
                Note(warning);
            }
        }

        if (streams.FirstOrDefault(s => s.State is not (StreamState.Waiting or StreamState.Running)) is { } ended)
        {
            _log.Complain(_input.Name, $"ended: {Describe(ended)}");
            Array.ForEach(_ids, _engine.StopStream);
            Array.ForEach(_ids, id => _engine.WaitForEnd(id, TimeSpan.FromSeconds(30), CancellationToken.None));
            StartGroup();
        }

        if (Checker.Pictures != _listed)
        {
            (_listed, _silentSince) = (Checker.Pictures, Stopwatch.GetTimestamp());
        }
        else if (Stopwatch.GetElapsedTime(_silentSince) > s_silence
            && streams.All(s => s.State == StreamState.Running && s.LastError is null))
        {
            _log.Complain(
                _input.Name,
                $"nothing new for {s_silence.TotalSeconds:0} s without a word: {string.Join("; ", streams.Select(Describe))}");
            _silentSince = Stopwatch.GetTimestamp();
        }
    }

    private void Note(string? said)
    {
        if (said is not null)
        {
            string kind = Numbers().Replace(Particulars().Replace(said, "…"), "#");
            Reasons[kind] = Reasons.GetValueOrDefault(kind) + 1;
        }
    }

    private static string Describe(MssStream s) => $"'{s.Name}' is {s.State}, LastError: {s.LastError ?? "none"}, "
        + $"last: {s.History[^1]}, {s.FragmentCount} fragments, missing tracks: {string.Join(',', s.MissingTracks)}";

    // Addresses of files, and what somebody sent in place of an answer.
    [GeneratedRegex(@"/[^' ]*/|(?<=status line: ').*(?='\.)", RegexOptions.Singleline)]
    private static partial Regex Particulars();

    [GeneratedRegex(@"[\d.,:]*\d")]
    private static partial Regex Numbers();
}
