namespace MssTools.Core.Services.Capacity;

/// <summary>Has channels run on this machine until it is too many, on an engine of its own: what else the process does goes on, and is not listed with them.</summary>
/// <param name="definition">What is asked for.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Called with the seconds that passed and those there are.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class CapacityMeasurement(CapacityDefinition definition, TimeProvider time, Action<int, int> progress, CancellationToken cancellationToken)
{
    private static readonly TimeSpan s_fragment = TimeSpan.FromSeconds(CapacityDefinition.FragmentSeconds);
    private static readonly TimeSpan s_late = s_fragment / 2;

    /// <summary>Until channels that begin have stored: what they hold back to look ahead, and a fragment more.</summary>
    private static readonly TimeSpan s_settling = 3.5 * s_fragment;
    private static readonly TimeSpan s_window = 2 * s_fragment;

    /// <summary>A disk that takes so long for a file of 4 KiB has more to do than it can.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.5);

    private readonly MssEngine _engine = new(time);
    private readonly string _name = $"msstools-capacity-{Guid.NewGuid():n}";
    private readonly long _began = time.GetTimestamp();
    private readonly List<MssCapacityStep> _steps = [];
    private readonly List<string> _warnings = [];

    private double CpuLimit => 100 - definition.HeadroomPercent;

    private TimeSpan Left => definition.TimeLimit - time.GetElapsedTime(_began);

    private bool IsInStore => ObjectAddress.IsOne(definition.TargetFolder);

    /// <summary>Does it; nothing of it is left.</summary>
    /// <exception cref="MssException">A setting is refused, or not even one channel could be stored.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MssCapacity Run()
    {
        definition.Validate();
        string own = Path.Join(Path.GetTempPath(), _name);
        string target = definition.TargetFolder.Length == 0 ? own : ObjectAddress.Join(definition.TargetFolder, _name);
        try
        {
            double idle = Cpu(s_idle);
            Directory.CreateDirectory(own);
            return Run(CapacityMedia.Make(_engine, own, definition.BitrateKbps, cancellationToken), target, idle);
        }
        finally
        {
            End(own, target);
        }
    }

    private MssCapacity Run(string file, string target, double idle)
    {
        (double speed, double backlogBytes) = RecordedGroups.Measure(_engine, file, target, definition.TimeLimit / 10, time, cancellationToken);
        long memory = Environment.WorkingSet;
        int room = RoomFor(target);
        var search = new CapacitySearch(Math.Min(definition.MaxChannels, room), 16 * Environment.ProcessorCount, CpuLimit);
        var crowd = new ChannelCrowd(_engine, file, target, time, cancellationToken);
        while (search.Next is { } next && Left > s_settling + s_window + s_fragment)
        {
            // Too many are ended as soon as they are seen to be late: what they hold must be stored before they end.
            crowd.Have(next, () => !IsOver() && !IsLate());
            bool isLate = IsLate() || !Settle();
            if (IsOver() && !isLate)
            {
                break;
            }

            MssCapacityStep step = Measure(crowd.Count, target, isLate);
            _steps.Add(step);
            search.Note(step, idle);
        }

        CapacityLimit limit = search.Limit;
        if (search.Next is not null)
        {
            _warnings.Add($"Time was over: more than {search.Enough} channels may fit. Give a longer -TimeLimit.");
        }
        else if (search.Enough == room && room < definition.MaxChannels)
        {
            limit = CapacityLimit.Store;
            _warnings.Add($"'{target}' has no room for more than {room} channels with what they keep.");
        }

        MssCapacityStep best = _steps.LastOrDefault(step => step.Channels == search.Enough) ?? _steps.LastOrDefault() ?? new MssCapacityStep();
        double each = Math.Max(1, best.Channels);
        return new MssCapacity
        {
            Machine = Environment.MachineName,
            ProcessorCount = Environment.ProcessorCount,
            Channels = search.Enough,
            Limit = limit,
            BitrateKbps = definition.BitrateKbps,
            HeadroomPercent = definition.HeadroomPercent,
            TargetFolder = definition.TargetFolder.Length == 0 ? Path.GetTempPath() : definition.TargetFolder,
            CpuPercentPerChannel = Math.Max(0, best.CpuPercent - idle) / each,
            MemoryBytesPerChannel = (long)(Math.Max(0, best.MemoryBytes - memory) / each),
            BytesPerSecondPerChannel = best.BytesPerSecond / each,
            RequestsPerSecondPerChannel = (2 * best.FragmentsPerSecond / each) + (1 / s_fragment.TotalSeconds),
            BacklogSpeed = speed,
            BacklogBytesPerSecond = backlogBytes,
            Steps = _steps,
            Duration = time.GetElapsedTime(_began),
            Warnings = _warnings,
        };
    }

    private MssCapacityStep Measure(int channels, string target, bool isLate)
    {
        TimeSpan window = isLate ? s_idle : s_window;
        IReadOnlyList<MssStream> before = Streams();
        long began = time.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        TimeSpan delay = TimeSpan.Zero;
        TimeSpan storing = TimeSpan.Zero;
        while (time.GetElapsedTime(began) < window)
        {
            Wait(s_look);
            delay = Max(delay, DelayOf(isLate ? Storing() : Streams()));
            storing = Max(storing, TimeToStore(target));
        }

        IReadOnlyList<MssStream> after = Streams();
        TimeSpan span = time.GetElapsedTime(began);
        var step = new MssCapacityStep
        {
            Channels = channels,
            CpuPercent = 100 * ((Environment.CpuUsage.TotalTime - processor) / span / Environment.ProcessorCount),
            MemoryBytes = Environment.WorkingSet,
            BytesPerSecond = (after.Sum(s => s.Bytes) - before.Sum(s => s.Bytes)) / span.TotalSeconds,
            FragmentsPerSecond = (after.Sum(s => s.FragmentCount) - before.Sum(s => s.FragmentCount)) / span.TotalSeconds,
            Delay = delay,
            DroppedFragmentCount = after.Sum(s => s.DroppedFragmentCount) - before.Sum(s => s.DroppedFragmentCount),
        };
        return step with { Limit = LimitOf(step, after, storing) };
    }

    private CapacityLimit? LimitOf(MssCapacityStep step, IReadOnlyList<MssStream> streams, TimeSpan storing)
    {
        List<MssStream> failed = [.. streams.Where(s => s.State == StreamState.Failed)];
        if (failed.Count == streams.Count)
        {
            throw new MssException(failed[0].LastErrorCode ?? MssError.SinkFailed, failed[0].LastError ?? "No channel could be stored.", failed[0].RecommendedAction ?? "");
        }

        if (failed.Count > 0)
        {
            _warnings.Add($"{failed.Count} of {streams.Count} channels failed: {failed[0].LastError}");
        }

        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return step.CpuPercent > CpuLimit ? CapacityLimit.Processor
            : 100.0 * memory.MemoryLoadBytes / memory.TotalAvailableMemoryBytes > CpuLimit ? CapacityLimit.Memory
            : failed.Count > 0 || step.DroppedFragmentCount > 0 ? CapacityLimit.Store
            : step.Delay <= s_late ? null
            : step.CpuPercent > 0.85 * CpuLimit ? CapacityLimit.Processor
            : IsInStore || storing > s_slow ? CapacityLimit.Store
            : CapacityLimit.Lag;
    }

    // How far the channel that is furthest behind is beyond the length of a fragment.
    private TimeSpan DelayOf(IReadOnlyList<MssStream> streams)
    {
        DateTimeOffset now = time.GetUtcNow();
        return streams.Select(s => now - (s.LastFragmentTime ?? now - s_settling) - s_fragment).DefaultIfEmpty().Max() is var late && late > TimeSpan.Zero ? late : TimeSpan.Zero;
    }

    // Recordings are no longer listed when channels run.
    private IReadOnlyList<MssStream> Streams() => [.. _engine.GetStreams().Where(s => s.GroupName.StartsWith("channel", StringComparison.Ordinal))];

    // False as soon as channels that have stored something are late.
    private bool Settle()
    {
        long began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < s_settling && !IsOver())
        {
            Wait(s_look);
            if (IsLate())
            {
                return false;
            }
        }

        return true;
    }

    private bool IsLate() => DelayOf(Storing()) > s_late;

    private IReadOnlyList<MssStream> Storing() => [.. Streams().Where(s => s.LastFragmentTime is not null)];

    private bool IsOver()
    {
        Show();
        return Left < s_window;
    }

    private double Cpu(TimeSpan span)
    {
        long began = time.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        Wait(span);
        return 100 * ((Environment.CpuUsage.TotalTime - processor) / time.GetElapsedTime(began) / Environment.ProcessorCount);
    }

    private int RoomFor(string target)
    {
        if (IsInStore)
        {
            return int.MaxValue;
        }

        double each = 1.2 * definition.BitrateKbps * 125 * ChannelCrowd.Kept.TotalSeconds;
        return (int)Math.Min(int.MaxValue, new DriveInfo(target).AvailableFreeSpace / 2 / each);
    }

    // As the disk has it at this moment, beside all that is stored.
    private TimeSpan TimeToStore(string folder)
    {
        if (IsInStore)
        {
            return TimeSpan.Zero;
        }

        long began = time.GetTimestamp();
        string path = Path.Join(folder, "probe");
        using (var file = new FileStream(path, FileMode.Create))
        {
            file.Write(new byte[4096]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        return time.GetElapsedTime(began);
    }

    private void Wait(TimeSpan span)
    {
        cancellationToken.WaitHandle.WaitOne(span);
        Show();
    }

    private void Show()
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress(Math.Min((int)time.GetElapsedTime(_began).TotalSeconds, (int)definition.TimeLimit.TotalSeconds), (int)definition.TimeLimit.TotalSeconds);
    }

    private void End(string own, string target)
    {
        foreach (MssStream stream in _engine.GetStreams())
        {
            _engine.StopStream(stream.Id); // all at once: each takes a while to publish what it holds
        }

        foreach (MssGroup group in _engine.GetGroups())
        {
            try
            {
                _engine.RemoveGroup(group.Definition.Identity, deleteFile: true, CancellationToken.None);
            }
            catch (MssException) when (!IsInStore)
            {
                // The folder goes as a whole.
            }
        }

        _engine.Shutdown();
        foreach (string folder in IsInStore ? [own] : new[] { own, target }.Distinct())
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
