namespace MssTools;

/// <summary>Which events somebody wants. What is empty leaves nothing out.</summary>
public sealed record EventFilter
{
    private const int MostPatterns = 1000;

    /// <summary>The kinds; empty: all.</summary>
    public IReadOnlyList<MssEventKind> Kinds { get; init => field = value.ToArray(); } = [];

    /// <summary>Names of groups, with wildcards; empty: all. What is about no group is left out where there are some.</summary>
    public IReadOnlyList<string> GroupNames { get; init => field = value.ToArray(); } = [];

    /// <summary>Names of local streams, with wildcards; empty: all. What is about no stream is left out where there are some.</summary>
    public IReadOnlyList<string> StreamNames { get; init => field = value.ToArray(); } = [];

    /// <summary>Which, in a line: <c>Error, DiskLow; group news*</c>, or <c>all</c>.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. Kinds.Count > 0 ? (string[])[string.Join(", ", Kinds)] : [],
            .. GroupNames.Count > 0 ? (string[])[$"group {string.Join(", ", GroupNames)}"] : [],
            .. StreamNames.Count > 0 ? (string[])[$"stream {string.Join(", ", StreamNames)}"] : [],
        ];
        return parts.Length > 0 ? string.Join("; ", parts) : "all";
    }

    /// <summary>A question that is answered quickly and from any thread: whether an event is wanted.</summary>
    /// <exception cref="MssException">InvalidSetting, as of <see cref="Validate"/>.</exception>
    public Func<MssEvent, bool> ToPredicate()
    {
        Validate();
        HashSet<MssEventKind> kinds = [.. Kinds];
        NamePattern[] groups = [.. GroupNames.Select(static name => new NamePattern(name))];
        NamePattern[] streams = [.. StreamNames.Select(static name => new NamePattern(name))];
        return happened => (kinds.Count == 0 || kinds.Contains(happened.Kind))
            && (groups.Length == 0 || Array.Exists(groups, group => group.IsMatch(happened.GroupName)))
            && (streams.Length == 0 || Array.Exists(streams, stream => stream.IsMatch(happened.StreamName)));
    }

    /// <summary>Refuses kinds that there are not, and patterns that are none.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        foreach (MssEventKind unknown in Kinds.Where(static kind => !Enum.IsDefined(kind)))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"{(long)unknown} is no kind of event.",
                $"The kinds are {string.Join(", ", Enum.GetNames<MssEventKind>())}.");
        }

        if (Math.Max(GroupNames.Count, StreamNames.Count) > MostPatterns)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"There are {GroupNames.Count} names of groups and {StreamNames.Count} of streams; {MostPatterns} of each are possible.",
                "Use wildcards.");
        }

        foreach (string pattern in GroupNames.Concat(StreamNames))
        {
            _ = new NamePattern(pattern);
        }
    }
}
