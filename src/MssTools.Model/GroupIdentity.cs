namespace MssTools;

/// <summary>
/// Which group is meant: its name, in the folder of its first output. Groups of one name in several folders are several groups; a
/// mirror is no other group.
/// </summary>
/// <param name="GroupName">Name of the group, in its own case: file systems that tell cases apart have both.</param>
/// <param name="TargetFolder">Full path of the folder that holds the group's folder, as <see cref="StreamDefinition.TargetFolder"/>.</param>
public readonly record struct GroupIdentity(string GroupName, string TargetFolder)
{
    /// <summary>Full path of the group's folder, as messages name the group.</summary>
    public override string ToString() => ObjectAddress.Join(TargetFolder, GroupName);
}
