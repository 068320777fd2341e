namespace MssTools.Core.Services.Capacity;

/// <summary>Live channels that all read the same recording, each at its own moment.</summary>
/// <param name="engine">An engine that has nothing else.</param>
/// <param name="file">Full path of the recording.</param>
/// <param name="folder">What they are stored below.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellationToken">Ends what waits here.</param>
internal sealed class ChannelCrowd(MssEngine engine, string file, string folder, TimeProvider time, CancellationToken cancellationToken)
{
    private const int WindowFragments = 5;

    /// <summary>After so many it is asked whether more shall begin: the answer takes a look at all.</summary>
    private const int Asked = 20;

    private static readonly TimeSpan s_fragment = TimeSpan.FromSeconds(CapacityDefinition.FragmentSeconds);

    /// <summary>How long what a channel keeps is, at most, with what expires.</summary>
    public static TimeSpan Kept => 3 * WindowFragments * s_fragment;

    /// <summary>How many run.</summary>
    public int Count { get; private set; }

    /// <summary>Has so many run; those that are new begin over a fragment's length at least, so that not all store at the same moment.</summary>
    /// <param name="count">How many.</param>
    /// <param name="goOn">Asked now and then; false: no more.</param>
    public void Have(int count, Func<bool> goOn)
    {
        Remove(Enumerable.Range(count, Math.Max(0, Count - count)));
        Count = Math.Min(Count, count);
        int from = Count;
        long began = time.GetTimestamp();
        while (Count < count && ((Count - from) % Asked > 0 || goOn()))
        {
            engine.Start(Define(Count));
            Count++;
            TimeSpan early = (s_fragment * (Count - from) / (count - from)) - time.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                cancellationToken.WaitHandle.WaitOne(early);
            }
        }
    }


    private void Remove(IEnumerable<int> numbers)
    {
        HashSet<string> names = [.. numbers.Select(number => Define(number).GroupName)];
        foreach (MssStream stream in engine.GetStreams().Where(stream => names.Contains(stream.GroupName)))
        {
            engine.StopStream(stream.Id); // all at once: each takes a while to publish what it holds
        }

        foreach (string name in names)
        {
            engine.RemoveGroup(new GroupIdentity(name, folder), deleteFile: true, CancellationToken.None);
        }
    }

    private StreamDefinition Define(int number) => new()
    {
        GroupName = $"channel{number}",
        TargetFolder = folder,
        LocalStreamNames = ["channel"],
        Inputs = [new LocalStreamDefinition { Name = "channel", Source = file, Loop = true }],
        ChunkLength = CapacityDefinition.FragmentSeconds,
        PlaylistType = PlaylistType.Rolling,
        PlaylistLength = WindowFragments,
        Resume = false,
    };
}
