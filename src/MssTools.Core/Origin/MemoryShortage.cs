namespace MssTools.Core.Origin;

/// <summary>Remembers that memory was short, for those who ask how the server is.</summary>
internal sealed class MemoryShortage(TimeProvider time)
{
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(10);

    private readonly long _start = time.GetTimestamp();
    private long _last = -1;

    /// <summary>True for ten seconds after the last time.</summary>
    public bool IsRecent => Volatile.Read(ref _last) is >= 0 and var last && time.GetElapsedTime(_start).Ticks - last < s_recent.Ticks;

    /// <summary>Notes that there was too little.</summary>
    public void Note() => Volatile.Write(ref _last, time.GetElapsedTime(_start).Ticks);
}
