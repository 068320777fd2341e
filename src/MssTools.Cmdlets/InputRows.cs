using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// Sorts the rows that a pipeline brings into groups: rows of one folder and group name become renditions of one group. Rows that
/// name no group become one only where there is a single one; recordings become a group each.
/// </summary>
internal sealed class InputRows
{
    private readonly List<InputRow> _rows = [];
    private readonly HashSet<(IMssEngine Engine, GroupIdentity Group)> _again = [];
    private readonly HashSet<(IMssEngine Engine, string Folder, string? Group)> _refused = [];

    /// <summary>Takes the next row.</summary>
    public void Add(InputRow row) => _rows.Add(row);

    /// <summary>True for a recording that names no group: it becomes one of its own, whatever else comes.</summary>
    public static bool IsOfItsOwn(InputRow row) => row is { GroupName: null, Settings.IsLive: false };

    /// <summary>Takes a group that is made again; once, however many of its streams come.</summary>
    /// <param name="group">The group.</param>
    /// <param name="row">What it is made of now.</param>
    public void AddAgain(GroupIdentity group, InputRow row)
    {
        if (_again.Add((row.Engine, group)))
        {
            _rows.Add(row);
        }
    }

    /// <summary>Leaves out a group, one row of which says what cannot be: without it the group is not what was asked for.</summary>
    public void Refuse(IMssEngine engine, string targetFolder, string? groupName) => _refused.Add(KeyOf(engine, targetFolder, groupName));

    /// <summary>The rows of each group, in the order of their first rows.</summary>
    public IEnumerable<InputRow[]> Groups() => _rows
        .GroupBy(row => KeyOf(row.Engine, row.TargetFolder, IsOfItsOwn(row) ? NameOf(row) : row.GroupName))
        .Where(rows => !_refused.Contains(rows.Key))
        .Select(rows => rows.ToArray());

    /// <summary>The rows of a group as one, with all that belongs to it.</summary>
    /// <exception cref="MssException">
    /// InvalidSetting: nobody asked for the group, because its several rows name none, its rows are of two kinds, or there is more than one group that is to be made again as one.
    /// </exception>
    public static InputRow Merge(InputRow[] rows)
    {
        if (rows is [var only])
        {
            return only;
        }

        string? group = rows[0].GroupName;
        if (IsOfItsOwn(rows[0]))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"{rows.Length} inputs came through the pipeline that would each become the group '{NameOf(rows[0])}'"
                    + $" ({string.Join(", ", rows.SelectMany(row => row.Inputs).Take(3).Select(input => $"'{MssEngine.Shown(input.Source)}'"))}).",
                "Give -GroupName to make them renditions of one group, or a property GroupName to each.");
        }

        if (group is null)
        {
            string[] inputs = [.. rows.SelectMany(row => row.Names)];
            throw new MssException(
                MssError.InvalidSetting,
                $"{rows.Length} inputs came through the pipeline and none names a group "
                    + $"({string.Join(", ", inputs.Take(3))}{(inputs.Length > 3 ? ", …" : "")}).",
                "Give -GroupName to make them renditions of one group, or a property GroupName to make a group of each.");
        }

        if (rows.Any(row => !ReferenceEquals(row.Settings, rows[0].Settings)))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"Group '{group}' would be made of several groups, each with settings of its own.",
                "Pipe one group for each new one, or the inputs with -GroupName.");
        }

        if (rows.Any(row => row.Inputs.Count > 0) && rows.Any(row => row.Inputs.Count == 0))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The rows of group '{group}' name local streams as well as files or addresses.",
                "Name the files with Add-MSSLocalStream, or use files and addresses only.");
        }

        return Join(rows);
    }

    /// <summary>Name of a group, whether it was given or not.</summary>
    public static string NameOf(InputRow group) => group.GroupName ?? StreamDefinition.NameOf(group.Names);

    private static (IMssEngine Engine, string Folder, string? Group) KeyOf(IMssEngine engine, string folder, string? group) =>
        (engine, folder, group?.ToUpperInvariant());

    // Files of one name in several folders are renditions of different names.
    private static InputRow Join(InputRow[] rows)
    {
        var fileNames = new FileStreamNames();
        LocalStreamDefinition[] inputs =
            [.. rows.SelectMany(row => row.Inputs).Select(input => input with { Name = fileNames.Distinct(input.Name) })];
        return rows[0] with
        {
            Names = inputs.Length > 0 ? [.. inputs.Select(input => input.Name)] : [.. rows.SelectMany(row => row.Names)],
            Inputs = inputs,
            Bandwidths = rows.Any(row => row.Bandwidths.Count > 0) ? [.. rows.SelectMany(row => row.AllBandwidths)] : [],
        };
    }
}
