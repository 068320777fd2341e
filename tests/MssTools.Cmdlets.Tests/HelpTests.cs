using System.Management.Automation;
using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Get-Help knows every cmdlet and parameter, and what it says is so.</summary>
public sealed partial class HelpTests : ModuleTest
{
    private static readonly string[] s_shouldProcess = ["WhatIf", "Confirm"];

    public static TheoryData<string> Cmdlets => [.. Documented()];

    public static TheoryData<string> Topics => ["about_MssTools", "about_MSS_Troubleshooting", "about_MSS_Migration_from_EvoStream"];

    [Fact]
    public void Documents_AreThereForTheExportedCmdletsAndNoOthers() =>
        Assert.Equal(
            Session.All<CmdletInfo>("Get-Command -Module MssTools").Select(c => c.Name).Order(StringComparer.Ordinal),
            Documented().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Document_NamesTheParametersOfTheCmdletAndNoOthers(string name)
    {
        IEnumerable<string> documented = ParameterHeading().Matches(Page(name)).Select(m => m.Groups[1].Value);

        Assert.Equal(OwnParameters(name).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void GetHelp_Full_HasAllParts(string name)
    {
        Assert.NotEmpty(Help(name, "Synopsis"));
        Assert.NotEmpty(Help(name, "description.Text"));
        Assert.NotEmpty(Help(name, "syntax.syntaxItem.name"));
        Assert.NotEmpty(Help(name, "relatedLinks.navigationLink.linkText"));
        Assert.InRange(Session.One<int>($"@((Get-Help {name} -Full).examples.example).Count"), 3, 20);
        Assert.Contains("Errors, by the first part", Help(name, "alertSet.alert.Text"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void GetHelp_Parameter_DescribesEach(string name)
    {
        foreach (string parameter in OwnParameters(name).Concat(s_shouldProcess.Where(p => Info(name).Parameters.ContainsKey(p))))
        {
            Assert.Matches(".{10,}", Session.One<string>($"\"$((Get-Help {name} -Parameter {parameter}).description.Text)\""));
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void GetHelp_InputsAndOutputs_NameTypes(string name)
    {
        string[] types = Session.All<string>(
            $"$help = Get-Help {name} -Full; $help.inputTypes.inputType.type.name; $help.returnValues.returnValue.type.name")
            .ToArray();

        Assert.InRange(types.Length, 2, 9);
        Assert.All(types, type => Assert.Matches(@"^(None\.|(System|MssTools)\.[\w.]+)$", type));
    }

    [Theory]
    [InlineData("PlaylistType")]
    [InlineData("PlaylistLength")]
    [InlineData("ManifestName")]
    [InlineData("ChunkLength")]
    [InlineData("ChunkOnIdr")]
    [InlineData("KeepAlive")]
    [InlineData("OverwriteDestination")]
    [InlineData("CleanupDestination")]
    [InlineData("IsmType")]
    [InlineData("IsLive")]
    [InlineData("IngestMode")]
    [InlineData("LookAheadFragmentCount")]
    [InlineData("TimeScale")]
    [InlineData("Wait")]
    public void GetHelp_DefaultValue_IsTheCmdletsOwn(string parameter)
    {
        string documented = Session.One<string>($"\"$((Get-Help New-MSSStream -Parameter {parameter}).defaultValue)\"");

        object cmdlet = Activator.CreateInstance(Info("New-MSSStream").ImplementingType)!;
        Assert.Equal(cmdlet.GetType().GetProperty(parameter)!.GetValue(cmdlet)!.ToString(), documented);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void GetHelp_AboutTopic_IsFound(string topic) =>
        Assert.Contains("LONG DESCRIPTION", Session.One<string>($"\"$(Get-Help {topic})\""), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Document_ErrorIds_Exist(string name)
    {
        string errors = Page(name)[Page(name).IndexOf("## Errors", StringComparison.Ordinal)..];
        Assert.All(ErrorId().Matches(errors), id => Assert.True(Enum.IsDefined(Enum.Parse<MssError>(id.Groups[1].Value))));
    }

    private static IEnumerable<string> Documented() => Directory
        .EnumerateFiles(Path.Join(Repository.Root, "docs/cmdlets"), "*.md").Select(f => Path.GetFileNameWithoutExtension(f));

    private CmdletInfo Info(string name) => Session.One<CmdletInfo>($"Get-Command {name}");

    private string Help(string name, string path) => Session.One<string>($"\"$((Get-Help {name} -Full).{path})\"");

    private IEnumerable<string> OwnParameters(string name) =>
        Info(name).Parameters.Keys.Except(Cmdlet.CommonParameters).Except(s_shouldProcess);

    private static string Page(string name) => File.ReadAllText(Path.Join(Repository.Root, "docs/cmdlets", name + ".md"));

    [GeneratedRegex(@"^### -(\w+)", RegexOptions.Multiline)]
    private static partial Regex ParameterHeading();

    [GeneratedRegex(@"\*\*(\w+)\*\*")]
    private static partial Regex ErrorId();
}
