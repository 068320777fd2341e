using System.Text;
using System.Text.RegularExpressions;

namespace MssTools;

/// <summary>
/// Everything <c>New-MSSStream</c> was told. Names, ranges and defaults are those of EvoStream's
/// <c>createMSSStream</c>. <see cref="Validate"/> names the first setting that is wrong.
/// </summary>
public sealed partial record StreamDefinition
{
    /// <summary>Most renditions that one group may have.</summary>
    public const int MaxRenditions = 64;

    private const int LongestInputTimeout = 30 * 24 * 3600;

    /// <summary>Names of the local streams, one per rendition.</summary>
    public IReadOnlyList<string> LocalStreamNames { get; init; } = [];

    /// <summary>
    /// What the local streams are where they are named by this definition alone, one per name; empty: those of the session, which may
    /// come later.
    /// </summary>
    public IReadOnlyList<LocalStreamDefinition> Inputs { get; init => field = value.ToArray(); } = [];

    /// <summary>Bit rates in bits per second, one per rendition; 0 or an empty list: measured.</summary>
    public IReadOnlyList<long> Bandwidths { get; init; } = [];

    /// <summary>
    /// Languages of the sound that is packaged, in two or three letters (ISO 639-1, 639-2); empty: all sound there is.
    /// </summary>
    public IReadOnlyList<string> AudioLanguages { get; init; } = [];

    /// <summary>
    /// Full path of the folder that holds the group's folder, or an address in an object store (<see cref="ObjectAddress"/>); empty for a group that is
    /// only pushed.
    /// </summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Full paths or addresses of further folders; each gets a folder of the group of its own, with the same bytes.</summary>
    public IReadOnlyList<string> MirrorTo { get; init; } = [];

    /// <summary>Name of the group and of its folder.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>Appending (default) or rolling.</summary>
    public PlaylistType PlaylistType { get; init; }

    /// <summary>Listed fragments per track in a rolling group: 5 to 4000.</summary>
    public int PlaylistLength { get; init; } = 10;

    /// <summary>File name of the client manifest.</summary>
    public string ManifestName { get; init; } = "manifest.ismc";

    /// <summary>Wanted length of a fragment in seconds: 1 to 3600.</summary>
    public int ChunkLength { get; init; } = 10;

    /// <summary>Wanted length of a fragment, for calculations; in the pipeline its ticks of 100 ns count.</summary>
    public TimeSpan FragmentLength => TimeSpan.FromSeconds(ChunkLength);

    /// <summary>Cut video only where decoding can start.</summary>
    public bool ChunkOnIdr { get; init; } = true;

    /// <summary>Connect to a live input again when it ends or fails, for ever.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>
    /// Seconds that a live stream waits for tracks that its input announced, 1 to 300; then it begins without them, and
    /// they join when they come. The default outlasts a GOP of ten seconds.
    /// </summary>
    public int TrackTimeout { get; init; } = 15;

    /// <summary>
    /// Seconds that a stream waits for an input that is not there, 0 or more; then it fails. -1: for ever. Null: a recording of a path
    /// that is not there is refused, all else is waited for.
    /// </summary>
    public double? InputTimeout { get; init; }

    /// <summary>What a live stream publishes for the time in which its input was away.</summary>
    public GapPolicy GapPolicy { get; init; }

    /// <summary>What a stream with a live input does when its fragments cannot be stored, or not in time.</summary>
    public OverloadPolicy OverloadPolicy { get; init; }

    /// <summary>Replace what an earlier run of the group left; false: fail if there is anything.</summary>
    public bool OverwriteDestination { get; init; } = true;

    /// <summary>
    /// Fragments per track that stay on disk after leaving a rolling manifest; null: as PlaylistLength.
    /// </summary>
    public int? StaleRetentionCount { get; init; }

    /// <summary>Delete the group's old manifest and fragments before starting.</summary>
    public bool CleanupDestination { get; init; }

    /// <summary>Files (default), or a push, with files beside it where there is a <see cref="TargetFolder"/>.</summary>
    public IsmType IsmType { get; init; }

    /// <summary>True: pace inputs by their clock and keep a live manifest. False: package at full speed.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>Where a push goes to, and how; needs a point with <see cref="IsmType.Isml"/>.</summary>
    public PushDefinition Push { get; init; } = new();

    /// <summary>Audio bit rates for a push, one per rendition; not together with <see cref="Bandwidths"/>.</summary>
    public IReadOnlyList<long> AudioBitrates { get; init; } = [];

    /// <summary>Video bit rates for a push, one per rendition; not together with <see cref="Bandwidths"/>.</summary>
    public IReadOnlyList<long> VideoBitrates { get; init; } = [];

    /// <summary>Successors that each live fragment announces in its tfrf: 0 to 8.</summary>
    public int LookAheadFragmentCount { get; init; } = 2;

    /// <summary>Ticks per second of the manifest and the fragments: 1000 to 10000000, a multiple of 1000.</summary>
    public int TimeScale { get; init; } = 10_000_000;

    /// <summary>Time of the first fragment, 1970 or later; null: now for live, zero for recorded groups.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>
    /// True: go on where an earlier live run of the same definition ended; false: start anew;
    /// null: go on if the definition is the same.
    /// </summary>
    public bool? Resume { get; init; }

    /// <summary>What a node must say of itself, as <c>key=value</c>, to run the group; empty: every node may. Without a cluster it says nothing.</summary>
    public IReadOnlyList<string> NodeLabels { get; init => field = value.ToArray(); } = [];

    /// <summary>
    /// Leave a recording alone that is finished, and whose files and settings are what they were then: by their paths, sizes and times. Its streams are Completed at once.
    /// Each run that has this noted what it was made of when it ended; not together with <see cref="CleanupDestination"/>.
    /// </summary>
    public bool SkipUnchanged { get; init; }

    /// <summary>
    /// Take the group from a writer that still holds it, which ends when it looks; else it is in use. For who knows that the other one is not to go on:
    /// a cluster whose node was cut off, a standby.
    /// </summary>
    public bool TakesOver { get; init; }

    /// <summary>Which group it is of.</summary>
    public GroupIdentity Identity => new(GroupName, TargetFolder);

    /// <summary>True where the group is stored in files.</summary>
    public bool HasFiles => IsmType == IsmType.Ismc || TargetFolder.Length > 0;

    /// <summary>Full path of the group's folder; empty where it has none.</summary>
    public string GroupFolder => HasFiles ? ObjectAddress.Join(TargetFolder, GroupName) : "";

    /// <summary>Full path of the client manifest; empty where there is none.</summary>
    public string ManifestPath => HasFiles ? ObjectAddress.Join(GroupFolder, ManifestName) : "";

    /// <summary>Fragments per track that stay on disk after leaving a rolling manifest.</summary>
    public int EffectiveStaleRetentionCount => StaleRetentionCount ?? PlaylistLength;

    /// <summary>This definition once for each folder that the group is stored in, the target first; mirrors have none of their own.</summary>
    public IEnumerable<StreamDefinition> PerOutput() => !HasFiles ? [] :
        MirrorTo.Prepend(TargetFolder).Select(folder => this with { TargetFolder = folder, MirrorTo = [] });

    /// <summary>
    /// A folder of this group and one of another that are the same, or of which one lies in the other; null: both can be written at a
    /// time. Case does not tell folders apart, because it does not on every system.
    /// </summary>
    public (string Own, string Other)? FindOverlap(StreamDefinition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (string own in PerOutput().Select(output => output.GroupFolder))
        {
            if (other.PerOutput().Select(output => output.GroupFolder).FirstOrDefault(folder => Overlap(own, folder)) is { } folder)
            {
                return (own, folder);
            }
        }

        return null;
    }

    /// <summary>
    /// Name of a group that has none: its stream's, or one made from all names. Stable, so that the next run of the same script finds
    /// the group again.
    /// </summary>
    /// <param name="localStreamNames">Names of its local streams, at least one.</param>
    public static string NameOf(IReadOnlyList<string> localStreamNames)
    {
        const uint FnvOffset = 2166136261;
        const uint FnvPrime = 16777619;
        ArgumentNullException.ThrowIfNull(localStreamNames);
        if (localStreamNames is [var only])
        {
            return only;
        }

        byte[] names = Encoding.UTF8.GetBytes(string.Join('\n', localStreamNames));
        uint hash = names.Aggregate(FnvOffset, (sum, b) => unchecked((sum ^ b) * FnvPrime));
        return $"mss_group_{hash:x8}";
    }

    /// <summary>The bit rate that was given for a kind of track of a rendition; 0: none, it is measured.</summary>
    public long BitrateOf(bool isVideo, int rendition) => (isVideo ? VideoBitrates : AudioBitrates).ElementAtOrDefault(rendition) is > 0 and var own
        ? own
        : Bandwidths.ElementAtOrDefault(rendition);

    /// <summary>The group's folder, or its name where it has none: what is shown by itself names no input.</summary>
    public override string ToString() => HasFiles ? GroupFolder : GroupName;

    /// <summary>Checks every setting, in the order of the reference server.</summary>
    /// <exception cref="MssException">The first setting that is wrong, with its value and its range.</exception>
    public void Validate()
    {
        ValidateRenditions();
        ValidateIsmTypeAndBitrates();
        ValidateNames();
        Range(nameof(PlaylistLength), PlaylistLength, 5, 4000);
        Range(nameof(ChunkLength), ChunkLength, 1, 3600);
        Range(nameof(StaleRetentionCount), EffectiveStaleRetentionCount, 0, 999_999);
        Range(nameof(LookAheadFragmentCount), LookAheadFragmentCount, 0, 8);
        Range(nameof(TrackTimeout), TrackTimeout, 1, 300);
        Range(nameof(TimeScale), TimeScale, 1000, 10_000_000);
        if (InputTimeout is { } seconds && (double.IsNaN(seconds) || (seconds < 0 && seconds != -1) || seconds > LongestInputTimeout))
        {
            throw Invalid($"InputTimeout is {seconds}; it must be -1 (for ever) or 0 to {LongestInputTimeout} seconds.");
        }

        if (AudioLanguages.FirstOrDefault(language => !Language().IsMatch(language)) is { } unknown)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"AudioLanguages has '{unknown}', which is no code of a language.",
                "Give three letters (ISO 639-2), such as fra, or two (ISO 639-1), such as fr.");
        }

        NodeLabel.Check(nameof(NodeLabels), NodeLabels);
        if (SkipUnchanged && (IsLive || CleanupDestination))
        {
            throw Invalid($"SkipUnchanged is for recordings, and leaves alone what {(IsLive ? "IsLive never ends" : "CleanupDestination deletes")}; leave one out.");
        }

        if (StartTime < DateTimeOffset.UnixEpoch)
        {
            throw Invalid($"StartTime is {StartTime:O}; timelines count from 1970-01-01T00:00:00Z.");
        }

        if (TimeScale % 1000 != 0)
        {
            throw Invalid($"TimeScale is {TimeScale}: fragment times lie on whole milliseconds, so it must be a "
                + "multiple of 1000.");
        }
    }

    private void ValidateRenditions()
    {
        if (LocalStreamNames.Count is 0 or > MaxRenditions)
        {
            throw Invalid($"LocalStreamNames has {LocalStreamNames.Count} names; 1 to {MaxRenditions} are needed.");
        }

        foreach (string name in LocalStreamNames)
        {
            CheckFileName(nameof(LocalStreamNames), name);
        }

        if (Twice(LocalStreamNames, StringComparer.OrdinalIgnoreCase) is { } repeated)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"LocalStreamNames has '{repeated}' twice.",
                "Give each input a name of its own; for files that are named alike, run Add-MSSLocalStream first.");
        }

        if (Inputs.Count > 0 && !Inputs.Select(input => input.Name).SequenceEqual(LocalStreamNames))
        {
            throw Invalid($"Inputs has {string.Join(", ", Inputs)} for the local streams {string.Join(", ", LocalStreamNames)}; give one for each.");
        }

        CheckBitrates(nameof(Bandwidths), Bandwidths);
        if (Twice(Bandwidths.Where(b => b > 0), EqualityComparer<long>.Default) is { } bandwidth and > 0)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"Bandwidths has {bandwidth} twice; a player tells renditions apart by their bit rate alone.",
                "Give each rendition of the group its own bandwidth, or omit -Bandwidth to have them measured.");
        }
    }

    private void ValidateIsmTypeAndBitrates()
    {
        CheckBitrates(nameof(AudioBitrates), AudioBitrates);
        CheckBitrates(nameof(VideoBitrates), VideoBitrates);
        bool perTrack = AudioBitrates.Count > 0 || VideoBitrates.Count > 0;
        if (perTrack && IsmType == IsmType.Ismc)
        {
            throw Invalid("AudioBitrates and VideoBitrates go with IsmType Isml only; for files give Bandwidths.");
        }

        if (perTrack && Bandwidths.Count > 0)
        {
            throw Invalid("AudioBitrates and VideoBitrates exclude Bandwidths: give one or the other.");
        }

        if (IsmType == IsmType.Ismc && Push.Points.Count > 0)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"PublishingPoint is '{PushDefinition.Shown(Push.Points[0])}', and IsmType is Ismc, which writes files.",
                "Give -IsmType Isml to push; with -TargetFolder the files are written as well.");
        }

        if (IsmType == IsmType.Isml && Push.Points.Count == 0)
        {
            throw Invalid("PublishingPoint is ''; IsmType Isml needs an absolute http or https URL.");
        }

        if (IsmType == IsmType.Isml && !IsLive)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "IsLive is off, and IsmType Isml pushes live streams only.",
                "Leave out -IsLive: a file is pushed at the pace of its clock. For files on disk give -IsmType Ismc.");
        }

        Push.Validate();
    }

    private void ValidateNames()
    {
        if (HasFiles && !IsWhole(TargetFolder))
        {
            throw Invalid($"TargetFolder is '{TargetFolder}': a full path is needed.");
        }

        ValidateMirrors();
        if (PerOutput().Select(output => output.TargetFolder).FirstOrDefault(ObjectAddress.IsOne) is { } store)
        {
            ValidateKeys(ObjectAddress.Parse(store));
        }

        CheckFileName(nameof(GroupName), GroupName);
        CheckFileName(nameof(ManifestName), ManifestName);
        if (FragmentFile().IsMatch(ManifestName))
        {
            throw Invalid($"ManifestName is '{ManifestName}', which is a fragment's name.");
        }
    }

    private void ValidateMirrors()
    {
        if (MirrorTo.FirstOrDefault(folder => !IsWhole(folder)) is { } relative)
        {
            throw Invalid($"MirrorTo has '{relative}': a full path is needed.");
        }

        if (MirrorTo.Count > 0 && !HasFiles)
        {
            throw Invalid("MirrorTo needs a TargetFolder, of whose files it has copies.");
        }

        string[] folders = [.. MirrorTo.Prepend(TargetFolder).Select(Path.TrimEndingDirectorySeparator)];
        for (int i = 1; i < folders.Length; i++)
        {
            if (folders.Take(i).FirstOrDefault(other => Overlap(folders[i], other)) is { } other)
            {
                throw new MssException(
                    MssError.InvalidTarget,
                    $"MirrorTo has '{folders[i]}', which is or holds '{other}', or lies in it: a mirror must stand apart.",
                    "Give a folder beside it, best on another disk.");
            }
        }
    }

    private void ValidateKeys(ObjectAddress store)
    {
        const int LongestFragmentName = 100;
        int longest = Encoding.UTF8.GetByteCount(store.Prefix + GroupName + LocalStreamNames.MaxBy(Encoding.UTF8.GetByteCount)) + LongestFragmentName;
        if (longest > ObjectAddress.LongestKey)
        {
            throw Invalid($"Keys in '{store}' would have {longest} bytes; {ObjectAddress.LongestKey} are possible.");
        }
    }

    private static bool IsWhole(string folder) => ObjectAddress.IsOne(folder) ? ObjectAddress.Parse(folder).ToString() == folder : Path.IsPathFullyQualified(folder);

    private static bool Overlap(string one, string other)
    {
        (string first, string second) = (WithSeparator(one), WithSeparator(other));
        return first.StartsWith(second, StringComparison.OrdinalIgnoreCase) || second.StartsWith(first, StringComparison.OrdinalIgnoreCase);
    }

    private static string WithSeparator(string folder) =>
        ObjectAddress.IsOne(folder) ? folder + "/" : Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;

    private void CheckBitrates(string setting, IReadOnlyList<long> values)
    {
        if (values.Count > 0 && values.Count != LocalStreamNames.Count)
        {
            throw Invalid(
                $"{setting} has {values.Count} values for {LocalStreamNames.Count} local streams; give one for each.");
        }

        foreach (long value in values)
        {
            Range(setting, value, 0, uint.MaxValue);
        }
    }

    /// <summary>Checks that a local stream of this name can become a rendition.</summary>
    /// <exception cref="MssException">InvalidSetting: it is no portable file name.</exception>
    public static void CheckLocalStreamName(string name) => CheckFileName("LocalStreamName", name);

    // A name becomes one folder or file on every system and one segment of an URL template.
    private static void CheckFileName(string setting, string name)
    {
        if (!SafeName().IsMatch(name) || DeviceName().IsMatch(name) || name[^1] is '.' or ' ')
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"{setting} has '{name}', which is no portable file name.",
                "Use 1 to 128 letters, digits, spaces, '_', '-', '.', '+', '@', '(' or ')', starting with a letter "
                    + "or digit.");
        }
    }

    private static T? Twice<T>(IEnumerable<T> values, IEqualityComparer<T> comparer)
    {
        var seen = new HashSet<T>(comparer);
        return values.FirstOrDefault(value => !seen.Add(value));
    }

    private static void Range(string setting, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw Invalid($"{setting} is {value}; it must be {least} to {most}.");
        }
    }

    private static MssException Invalid(string message) => new(MssError.InvalidSetting, message);

    [GeneratedRegex(@"^[\p{L}\p{Nd}_][\p{L}\p{Nd} _\-.+@()]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeName();

    [GeneratedRegex(@"^(con|prn|aux|nul|com\d|lpt\d)(\.|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DeviceName();

    [GeneratedRegex(@"^[a-z]{2,3}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Language();

    [GeneratedRegex(@"^\d+\.fmp4\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FragmentFile();
}
