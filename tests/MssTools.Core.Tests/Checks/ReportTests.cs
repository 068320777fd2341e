using System.Text.Json;
using System.Xml.Linq;
using MssTools.Core.Checks;
using Xunit;

namespace MssTools.Core.Tests.Checks;

public class ReportTests
{
    private static readonly MssFinding[] s_findings =
    [
        new()
        {
            Id = "MSS107", Severity = FindingSeverity.Warning, Message = "The first three bytes are EF BB BF.", Manifest = "/srv/a b/manifest.ismc",
            Place = "line 1", Reference = "Parsers", Advice = "Write UTF-8.",
        },
        new()
        {
            Id = "MSS501", Severity = FindingSeverity.Error, Message = "The tfxd says 1, the manifest <2>.", Manifest = "/srv/a b/manifest.ismc",
            Track = "video 1000", Time = TimeSpan.FromSeconds(2), Place = "/srv/a b/2.fmp4 at 872", Reference = "[MS-SSTR] 2.2.4.4",
            Players = [MssPlayer.DashJs, MssPlayer.Vlc], Advice = "Write the same.",
        },
        new() { Id = "MSS419", Message = "There are 3.", Manifest = "/srv/a b/manifest.ismc", Reference = "Room", Advice = "Delete them.", Count = 3 },
    ];

    private static readonly KeyValuePair<string, IReadOnlyList<MssFinding>>[] s_all = [new("./a b", s_findings), new("./clean", [])];

    [Fact]
    public void WriteFindings_Report_IsTheGoldenText() =>
        Assert.Equal(
            """
            ./a b
              Error: 1, Warning: 1, Information: 3

              MSS501  Error: The time in tfxd is not that of the manifest
                video 1000 at 00:00:02: The tfxd says 1, the manifest <2>. (/srv/a b/2.fmp4 at 872)
                Why: [MS-SSTR] 2.2.4.4.
                What to do: Write the same.
                Who fails: DashJs, Vlc.

              MSS107  Warning: The manifest begins with a byte order mark
                The first three bytes are EF BB BF. (line 1)
                Why: Parsers.
                What to do: Write UTF-8.

              MSS419  Information: Fragments are stored that the recording does not list
                There are 3.
                Why: Room.
                What to do: Delete them.

            ./clean
              Nothing was found.

            """.ReplaceLineEndings("\n"),
            MssEngine.WriteFindings(FindingFormat.Report, s_all));

    [Fact]
    public void WriteFindings_JUnit_HasATestForEachRule()
    {
        var suites = XElement.Parse(MssEngine.WriteFindings(FindingFormat.JUnit, s_all));

        Assert.Equal(["./a b", "./clean"], suites.Elements("testsuite").Select(s => (string)s.Attribute("name")!));
        Assert.Equal(["2", "0"], suites.Elements("testsuite").Select(s => (string)s.Attribute("failures")!));
        Assert.All(suites.Elements("testsuite"), s => Assert.Equal(CheckRules.All.Count, s.Elements("testcase").Count()));
        Assert.Equal("The tfxd says 1, the manifest <2>.", (string)suites.Descendants("failure").Single(f => (string?)f.Attribute("type") == "Error").Attribute("message")!);
        Assert.Contains("There are 3.", suites.Descendants("system-out").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteFindings_Sarif_HasRulesResultsAndPlaces()
    {
        using var report = JsonDocument.Parse(MssEngine.WriteFindings(FindingFormat.Sarif, s_all));

        JsonElement run = report.RootElement.GetProperty("runs")[0];
        Assert.Equal(CheckRules.All.Count, run.GetProperty("tool").GetProperty("driver").GetProperty("rules").GetArrayLength());
        List<JsonElement> results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal(["MSS107 warning", "MSS501 error", "MSS419 note"], results.Select(r => $"{r.GetProperty("ruleId")} {r.GetProperty("level")}"));
        List<JsonElement> places = [.. results.Select(r => r.GetProperty("locations")[0].GetProperty("physicalLocation"))];
        Assert.Equal(1, places[0].GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal(872, places[1].GetProperty("region").GetProperty("byteOffset").GetInt32());
        Assert.Equal("file:///srv/a%20b/2.fmp4", places[1].GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.False(places[2].TryGetProperty("region", out _));
    }
}
