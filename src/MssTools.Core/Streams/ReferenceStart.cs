namespace MssTools.Core.Streams;

/// <summary>Where a recorded group of 1000 ticks a second starts.</summary>
/// <remarks>
/// The reference server names its fragments by Unix time, also in recorded groups. The input's own time stands for the
/// clock there, so that the same input gives the same names, whenever it was named.
/// </remarks>
internal static class ReferenceStart
{
    private const int ReferenceTimeScale = 1000;

    /// <summary>The start that the user gave, or that follows from the first input; null for neither.</summary>
    public static DateTimeOffset? Of(StreamDefinition definition, LocalStream? first)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition is not { IsLive: false, TimeScale: ReferenceTimeScale, StartTime: null }
            || first is null
            || !File.Exists(first.Source))
        {
            return definition.StartTime;
        }

        long seconds = new DateTimeOffset(File.GetLastWriteTimeUtc(first.Source)).ToUnixTimeSeconds();
        return DateTimeOffset.FromUnixTimeSeconds(seconds - seconds % definition.ChunkLength);
    }
}
