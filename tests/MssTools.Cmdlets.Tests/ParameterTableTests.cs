using System.Management.Automation;
using System.Text;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>docs/parameters.md is what the code says. MSS_UPDATE_GOLDEN=1 writes it anew.</summary>
public sealed class ParameterTableTests : ModuleTest
{
    private const string Intro =
        "# Every cmdlet and parameter\n\n"
        + "How each parameter is given: its position, by value or by property name (also under its aliases) from the pipeline, and what Tab\n"
        + "offers. The line above each table is what `-WhatIf` says and when the cmdlet asks. Made by a test from the code.\n";

    private static readonly string s_page = Path.Join(Repository.Root, "docs/parameters.md");

    /// <summary>A command for each cmdlet that changes something, to be run with -WhatIf.</summary>
    private static readonly Dictionary<string, string> s_whatIf = new(StringComparer.Ordinal)
    {
        ["Add-MSSLocalStream"] = "Add-MSSLocalStream cam1 $web/cam1.mp4",
        ["Export-MSSGroup"] = "Export-MSSGroup film $web/library -As Ism -Last 0:01",
        ["Export-MSSServerConfig"] = "Export-MSSServerConfig Nginx $web -Path $web/nginx.conf",
        ["Measure-MSSCapacity"] = "Measure-MSSCapacity $web",
        ["New-MSSPublishingPoint"] = "New-MSSPublishingPoint live1",
        ["New-MSSStream"] = "New-MSSStream -Path $clip -TargetFolder $web -GroupName film -CleanupDestination $true",
        ["Register-MSSEvent"] = "Register-MSSEvent Error -Uri https://hooks.example.com/mss",
        ["Remove-MSSGroup"] = "Remove-MSSGroup news -DeleteFile",
        ["Remove-MSSLocalStream"] = "Remove-MSSLocalStream news",
        ["Remove-MSSPublishingPoint"] = "Remove-MSSPublishingPoint sports",
        ["Remove-MSSStream"] = "Remove-MSSStream news",
        ["Repair-MSSGroup"] = "$m = \"$web/film/manifest.ismc\"; [System.IO.File]::WriteAllText($m, [System.IO.File]::ReadAllText($m).Replace('Duration=', 'IsLive=\"TRUE\" Duration=')); "
            + "Repair-MSSGroup $web/film",
        ["Save-MSSClip"] = "Save-MSSClip film $web/clips -Name scene -Last 0:01",
        ["Start-MSSDemo"] = "Start-MSSDemo $web/tv",
        ["Start-MSSIngest"] = "Start-MSSIngest 1935 -StreamKey cam1",
        ["Start-MSSPublishingPoint"] = "Start-MSSPublishingPoint sports",
        ["Start-MSSServer"] = "Start-MSSServer $web",
        ["Stop-MSSDemo"] = "$null = Start-MSSDemo $web/tv -Port 0; Stop-MSSDemo",
        ["Stop-MSSIngest"] = "Stop-MSSIngest {1}",
        ["Stop-MSSPublishingPoint"] = "Stop-MSSPublishingPoint sports",
        ["Stop-MSSServer"] = "Stop-MSSServer -Port {0}",
        ["Stop-MSSStream"] = "Stop-MSSStream news",
        ["Unregister-MSSEvent"] = "$null = Register-MSSEvent Error -Uri https://hooks.example.com/mss; Unregister-MSSEvent hooks.example.com",
    };

    [Fact]
    public void Page_IsWhatTheCodeSays()
    {
        Session.Run("Add-MSSLocalStream news $web/news.mp4; New-MSSStream news $web; New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -Wait");
        int server = Session.One<MssServer>("Start-MSSServer $web -Port 0").Port;
        Session.Run("New-MSSPublishingPoint sports");
        int ingest = Session.One<MssIngest>("Start-MSSIngest -Port 0 -Address 127.0.0.1 -StreamKey a").Port;

        string text = Intro + string.Concat(Session.All<CmdletInfo>("Get-Command -Module MssTools").OrderBy(c => c.Name, StringComparer.Ordinal)
            .Select(cmdlet => Section(cmdlet, server, ingest)));

        if (Environment.GetEnvironmentVariable("MSS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(s_page, text);
        }

        Assert.Equal(File.ReadAllText(s_page).ReplaceLineEndings("\n"), text);
    }

    private string Section(CmdletInfo cmdlet, int server, int ingest)
    {
        var text = new StringBuilder($"\n## {cmdlet.Name}\n\n");
        if (s_whatIf.TryGetValue(cmdlet.Name, out string? command))
        {
            string said = WhatIf(command.Replace("{0}", $"{server}", StringComparison.Ordinal).Replace("{1}", $"{ingest}", StringComparison.Ordinal))
                .Replace($"{server}", "8888", StringComparison.Ordinal).Replace($"{ingest}", "1935", StringComparison.Ordinal)
                .Replace(Web, "/srv/www", StringComparison.Ordinal).Replace('\\', '/');
            ConfirmImpact impact = cmdlet.ImplementingType.GetCustomAttributes(typeof(CmdletAttribute), inherit: false)
                .Cast<CmdletAttribute>().Single().ConfirmImpact;
            string asks = impact == ConfirmImpact.High ? "Asks before files are deleted, unless told by `-Force` or `-Confirm:$false`." : "Asks with `-Confirm` only.";
            text.Append($"{said}\n\n{asks}\n\n");
        }

        text.Append("| parameter | type | position | required in its set | by value | by property name | Tab offers |\n|---|---|---|---|---|---|---|\n");
        foreach (ParameterMetadata parameter in cmdlet.Parameters.Values.Where(IsOwn).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(Row(parameter));
        }

        return text.ToString();
    }

    private string WhatIf(string command)
    {
        var host = new AnsweringHost(answer: 0);
        using var session = new Session(host);
        session.Set("web", Web);
        session.Set("clip", Repository.Clip);
        session.Run(command + " -WhatIf");
        return Assert.Single(host.Lines);
    }

    private static string Row(ParameterMetadata parameter)
    {
        ParameterSetMetadata[] sets = [.. parameter.ParameterSets.Values];
        string names = string.Concat(parameter.Aliases.Select(a => $", `{a}`"));
        string position = string.Join(" or ", sets.Where(s => s.Position >= 0).Select(s => s.Position).Distinct());
        string required = sets.All(s => s.IsMandatory) ? "yes" : sets.Any(s => s.IsMandatory) ? "in some sets" : "";
        string byValue = sets.Any(s => s.ValueFromPipeline) ? "yes" : "";
        string byName = sets.Any(s => s.ValueFromPipelineByPropertyName) ? "yes" : "";
        return $"| `-{parameter.Name}`{names} | {TypeName(parameter.ParameterType)} | {position} | {required} | {byValue} | {byName} | {Offers(parameter)} |\n";
    }

    private static string Offers(ParameterMetadata parameter)
    {
        Type type = Plain(parameter.ParameterType);
        return parameter.Attributes.OfType<ArgumentCompleterAttribute>().FirstOrDefault() is { } completer ? Words(completer.Type.Name)
            : type.IsEnum ? string.Join(", ", Enum.GetNames(type))
            : type == typeof(SwitchParameter) ? ""
            : type == typeof(string) ? "files and folders"
            : "";
    }

    // "ServerPortCompleter" offers "server port".
    private static string Words(string completer) => completer == "BooleanCompleter"
        ? "`$true`, `$false`"
        : string.Concat(completer.Replace("Completer", "", StringComparison.Ordinal).Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}")).Trim() + "s";

    private static string TypeName(Type type) => (type.IsArray ? $"{Plain(type).Name}[]" : Plain(type).Name).Replace("SwitchParameter", "switch", StringComparison.Ordinal);

    private static Type Plain(Type type)
    {
        Type element = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(element) ?? element;
    }

    private static bool IsOwn(ParameterMetadata parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name);
}
