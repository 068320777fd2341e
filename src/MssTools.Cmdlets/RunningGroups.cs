using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>Finds the running group that a name or an object of the pipeline means.</summary>
/// <param name="engine">Whose groups.</param>
internal sealed class RunningGroups(IMssEngine engine)
{
    /// <summary>The group of a name.</summary>
    /// <exception cref="MssException">NotFound, or InvalidSetting: there are several.</exception>
    public MssGroup Named(string name)
    {
        List<MssGroup> found = [.. engine.GetGroups().Where(g => g.GroupName.Equals(name, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw new MssException(
                MssError.NotFound, $"There is no group '{name}' {(engine.Service.Length == 0 ? "in this session" : $"on the service '{engine.Service}'")}.", "Give -Path with the folder of a group that does not run here."),
            _ => throw new MssException(
                MssError.InvalidSetting,
                $"There are {found.Count} groups '{name}': {string.Join(", ", found.Select(g => $"'{g.ManifestPath}'"))}.",
                "Give -Path with the folder of one, or pipe one of what Get-MSSGroup writes."),
        };
    }

    /// <summary>The manifest, or folder, that an object of the pipeline means.</summary>
    /// <param name="input">A group, a stream of one, a clip, a file or folder, or a group's name.</param>
    /// <exception cref="MssException">It means none.</exception>
    public string ManifestOf(PSObject input)
    {
        var piped = new PipedObject(input);
        if (piped.Text is { } name)
        {
            return Named(name).ManifestPath;
        }

        if (input.BaseObject is FileSystemInfo file)
        {
            return file.FullName;
        }

        if (input.BaseObject is MssClip clip)
        {
            return clip.ManifestPath;
        }

        string[] place = [nameof(MssGroup.GroupName), nameof(MssGroup.TargetFolder)];
        IReadOnlyList<MssGroup> there = engine.GetGroups();
        return piped.Among<MssGroup, MssGroup>(there, place).Concat(piped.Among<MssStream, MssGroup>(there, place)).FirstOrDefault()?.ManifestPath
            ?? throw piped.Refusal("a group, its folder or its name", piped.IsOfType<MssGroup>() || piped.IsOfType<MssStream>());
    }
}
