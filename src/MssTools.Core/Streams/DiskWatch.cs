namespace MssTools.Core.Streams;

/// <summary>
/// Looks every 30 seconds how much room the disks of the running groups have, while somebody listens to events, and tells of each group whose disk gets
/// low, once, and when it has enough again.
/// </summary>
internal sealed class DiskWatch
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly EventHub _events;
    private readonly Func<IEnumerable<StreamDefinition>> _outputs;
    private readonly Func<string, VolumeSpace?> _spaceOf;
    private readonly TimeProvider _time;
    private readonly Lock _look = new();
    private HashSet<(string GroupName, string TargetFolder)> _low = [];
    private ITimer? _timer;

    /// <param name="events">Told; nothing is looked at while nobody listens.</param>
    /// <param name="outputs">The groups that run, once for each folder that they are stored in.</param>
    /// <param name="spaceOf">The room of a folder's disk; null: nobody knows.</param>
    /// <param name="time">The clock.</param>
    public DiskWatch(EventHub events, Func<IEnumerable<StreamDefinition>> outputs, Func<string, VolumeSpace?> spaceOf, TimeProvider time)
    {
        (_events, _outputs, _spaceOf, _time) = (events, outputs, spaceOf, time);
        _events.HeardChanged = Switch;
    }

    // Who begins to listen is told at once of what is low already.
    private void Switch(bool isHeard)
    {
        _timer?.Dispose();
        _timer = isHeard ? _time.CreateTimer(_ => Look(), state: null, TimeSpan.Zero, s_pause) : null;
    }

    // A disk that does not answer holds up one look; the next ones pass by.
    private void Look()
    {
        if (!_look.TryEnter())
        {
            return;
        }

        try
        {
            var low = new HashSet<(string, string)>();
            foreach (StreamDefinition output in _outputs().Where(output => output.TargetFolder.Length > 0 && !ObjectAddress.IsOne(output.TargetFolder)))
            {
                if (IsLow(output))
                {
                    low.Add((output.GroupName, output.TargetFolder));
                }
            }

            _low = low; // what runs no more is forgotten
        }
        finally
        {
            _look.Exit();
        }
    }

    private bool IsLow(StreamDefinition output)
    {
        bool wasLow = _low.Contains((output.GroupName, output.TargetFolder));
        if (_spaceOf(output.TargetFolder) is not { } space)
        {
            return wasLow;
        }

        bool isLow = wasLow ? !space.IsEnough : space.IsLow;
        if (isLow != wasLow)
        {
            _events.Raise(new MssEvent
            {
                Kind = isLow ? MssEventKind.DiskLow : MssEventKind.DiskEnough,
                GroupName = output.GroupName,
                TargetFolder = output.TargetFolder,
                Message = $"The disk of '{output.TargetFolder}', where group '{output.GroupName}' is stored, has {MegaBytes(space.Free)} MiB free of "
                    + $"{MegaBytes(space.Size)} MiB: {(isLow ? "less than" : "again more than")} {MegaBytes(space.Wanted)} MiB.",
            });
        }

        return isLow;
    }

    private static long MegaBytes(long bytes) => bytes / (1024 * 1024);
}
