using System.Text;
using System.Text.RegularExpressions;
using MssTools.Core.Checks;
using Xunit;

namespace MssTools.Core.Tests.Checks;

/// <summary>docs/checks.md is what the code says. MSS_UPDATE_GOLDEN=1 writes it anew.</summary>
public partial class CheckRulesTests
{
    private const string Intro =
        "# Every rule of Test-MSSGroup and Get-MSSFinding\n\n"
        + "A finding has the id of its rule, which never changes. Error: it breaks the specification or most players. Warning: some players, or\n"
        + "some moments, suffer from it. Information: players take it. Made by a test from the code.\n";

    private static readonly string s_page = GoldenFiles.PathOf("..", "..", "docs", "checks.md");

    [Fact]
    public void Page_IsWhatTheCodeSays()
    {
        var text = new StringBuilder(Intro);
        foreach ((string family, IReadOnlyList<CheckRule> rules) in CheckRules.Families)
        {
            text.Append($"\n## {family}\n\n| id | severity | what is wrong | why it matters | what to do | who fails |\n|---|---|---|---|---|---|\n");
            foreach (CheckRule rule in rules)
            {
                string players = rule.Fails.Count == CheckRule.Everyone.Count ? "everyone" : string.Join(", ", rule.Fails);
                text.Append($"| {rule.Id} | {rule.Severity} | {Cell(rule.Title)} | {Cell(rule.Reference)} | {Cell(rule.Advice)} | {players} |\n");
            }
        }

        if (Environment.GetEnvironmentVariable("MSS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(s_page, text.ToString());
        }

        Assert.Equal(File.ReadAllText(s_page).ReplaceLineEndings("\n"), text.ToString());
    }

    [Fact]
    public void Ids_AreUniqueAndOfTheirFamily()
    {
        Assert.Equal(CheckRules.All.Count, CheckRules.All.Select(r => r.Id).Distinct().Count());
        for (int i = 0; i < CheckRules.Families.Count; i++)
        {
            Assert.All(CheckRules.Families[i].Rules, rule => Assert.Matches($"^MSS{i + 1}[0-9][0-9]$", rule.Id));
        }
    }

    [Fact]
    public void Texts_AreWhole() =>
        Assert.All(CheckRules.All, rule =>
        {
            Assert.Matches(@"^[A-Z].*[^.]$", rule.Title);
            Assert.Matches(@"[^.]$", rule.Reference);
            Assert.Matches(@"^[A-Z].*\.$", rule.Advice);
        });

    // Without its rule in the list of its family, a finding would be missing in docs, JUnit and SARIF.
    [Fact]
    public void EveryRuleOfTheCode_IsInItsFamily()
    {
        string folder = GoldenFiles.PathOf("..", "..", "src", "MssTools.Core", "Checks");
        IEnumerable<string> inCode = Directory.EnumerateFiles(folder, "*.cs").SelectMany(f => Id().Matches(File.ReadAllText(f)).Select(m => m.Groups["id"].Value));

        Assert.Equal(inCode.Order(StringComparer.Ordinal), CheckRules.All.Select(r => r.Id).Order(StringComparer.Ordinal));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("\"(?<id>MSS[0-9]{3})\"")]
    private static partial Regex Id();
}
