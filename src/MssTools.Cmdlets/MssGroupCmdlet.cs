using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>Base of the cmdlets that act on groups which are named, or come through the pipeline.</summary>
public abstract class MssGroupCmdlet : MssEngineCmdlet
{
    /// <summary>The groups that are meant; what is none is an error.</summary>
    /// <param name="names">Names, or patterns of them; unused where there is an object.</param>
    /// <param name="piped">What came through the pipeline; null: nothing did.</param>
    /// <param name="targetFolder">Only groups in this folder; null: in any.</param>
    private protected IEnumerable<MssGroup> SelectGroups(string[] names, PSObject? piped, string? targetFolder)
    {
        string? folder = targetFolder is null ? null : TargetPath(targetFolder, Engine);
        List<MssGroup> there = [.. Engine.GetGroups().Where(g => folder is null || g.TargetFolder == folder)];
        return piped is null ? names.SelectMany(name => Named(name, there, folder)) : OfObject(piped, there, folder);
    }

    private List<MssGroup> OfObject(PSObject input, List<MssGroup> there, string? folder)
    {
        var piped = new PipedObject(input);
        if (piped.Text is { } name)
        {
            return Named(name, there, folder);
        }

        List<MssGroup> found = piped.OfGroup(there);
        if (found.Count == 0)
        {
            WriteFailure(piped.Refusal("a group or a name", piped.IsOfGroup), input);
        }

        return found;
    }

    // A pattern may match nothing; a name is meant.
    private List<MssGroup> Named(string name, List<MssGroup> there, string? folder)
    {
        WildcardPattern pattern = Pattern(name);
        List<MssGroup> found = there.FindAll(g => pattern.IsMatch(g.GroupName));
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            string where = folder is null ? Where : $"in '{folder}' {Where}";
            WriteFailure(new MssException(MssError.NotFound, $"There is no group '{name}' {where}."), name);
        }

        return found;
    }
}
