using System.Management.Automation.Language;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Scripts that no compiler sees.</summary>
public sealed class ScriptTests
{
    private static readonly string[] s_folders = ["tests/Pester", "examples", "examples/runbook", "module", "module/Testing", "."];
    private static readonly string[] s_extensions = [".ps1", ".psm1", ".psd1"];

    public static TheoryData<string> Scripts => [.. s_folders
        .Select(folder => new DirectoryInfo(Path.Join(Repository.Root, folder)))
        .Where(folder => folder.Exists)
        .SelectMany(folder => folder.EnumerateFiles().Where(f => s_extensions.Contains(f.Extension)))
        .Select(file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_Parses(string script)
    {
        Parser.ParseFile(Path.Join(Repository.Root, script), out _, out ParseError[] errors);

        Assert.Empty(errors.Select(e => $"{e.Extent.StartLineNumber}: {e.Message}"));
    }

    [Fact]
    public void Pester_HasOneFilePerCmdlet() =>
        Assert.Equal(
            Documents("docs/cmdlets", ".md"),
            Documents("tests/Pester", ".Tests.ps1").Where(name => name.Contains('-', StringComparison.Ordinal)));

    private static IEnumerable<string> Documents(string folder, string end) => Directory
        .EnumerateFiles(Path.Join(Repository.Root, folder))
        .Select(f => Path.GetFileName(f))
        .Where(f => f.EndsWith(end, StringComparison.Ordinal))
        .Select(f => f[..^end.Length])
        .Order(StringComparer.Ordinal);
}
