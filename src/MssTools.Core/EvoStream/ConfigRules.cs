namespace MssTools.Core.EvoStream;

/// <summary>The commands about configurations and groups.</summary>
internal static class ConfigRules
{
    private const string NoAliases = "A group is addressed by its name, which -GroupName of New-MSSStream says.";

    /// <summary>The rules.</summary>
    public static IEnumerable<EvoStreamRule> All { get; } =
    [
        new("listConfig", t => t.Becomes("Get-MSSGroup"), ConfigActs.ListConfig),
        new("getConfigInfo", GetConfigInfo, ConfigActs.GetConfigInfo),
        new("removeConfig", RemoveConfig, ConfigActs.RemoveConfig),
        .. new[]
        {
            "addGroupNameAlias", "getGroupNameByAlias", "listGroupNameAliases", "flushGroupNameAliases", "removeGroupNameAlias",
            "removeGroupNameAliases",
        }.Select(command => new EvoStreamRule(command, PackagingRules.Nothing(command, NoAliases))),
    ];

    private static void GetConfigInfo(Translation t)
    {
        if (t.TakeRequiredNumber("id") is { } id)
        {
            t.Becomes("Get-MSSStream", "{0} | ForEach-Object { Get-MSSGroup $_.GroupName }");
            StreamRules.Id(t, id);
        }
    }

    private static void RemoveConfig(Translation t)
    {
        string? group = t.Take("groupName")?.Text;
        group ??= t.Take("hlsHdsMssGroup")?.Text;
        long? id = t.TakeNumber("id");
        bool deletesFiles = t.TakeBoolean("removeHlsHdsFiles") ?? false;
        if (group is not null)
        {
            t.Becomes("Remove-MSSGroup");
            t.AddName("GroupName", group);
            if (deletesFiles)
            {
                t.AddSwitch("DeleteFile");
            }
        }
        else if (id is { } number)
        {
            t.Becomes("Remove-MSSStream");
            StreamRules.Id(t, number);
            if (deletesFiles)
            {
                t.Lacks("removeHlsHdsFiles=1 is of a whole group here: Remove-MSSGroup -DeleteFile deletes its files.");
            }
        }
        else
        {
            t.Missing.Add("groupName");
        }
    }
}
