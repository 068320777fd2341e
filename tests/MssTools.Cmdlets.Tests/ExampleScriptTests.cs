using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>The short scripts of <c>examples</c> do what their first lines say, within seconds, with nothing but the module.</summary>
public sealed class ExampleScriptTests : ModuleTest
{
    public static TheoryData<string, string, string> Examples => new()
    {
        { "04-origin.ps1", "-Target www -Seconds 1 -Port 0", "in a browser" },
        { "05-check.ps1", "-Target www", "Nothing was found." },
        { "06-push.ps1", "-Target www -Seconds 40", "The point is Started with" },
        { "07-rtmp-ingest.ps1", "-Target www -Seconds 1 -Port 0", "Push to rtmp://127.0.0.1:" },
        { "08-clip.ps1", "-Target www -Last 0:0:2", "The channel is Running meanwhile." },
        { "09-export.ps1", "-Target www -Destination library", "" },
        { "10-channels-from-csv.ps1", "-Target www -Seconds 1", "" },
        { "11-continuous-integration.ps1", "-Target www -Report findings.xml", "is fit to be published" },
        { "12-service.ps1", "-Target www -State state", "In the session itself: 0 streams." },
        { "13-mirror.ps1", "-Target www -Mirror mirror", "The mirror is the same." },
        { "14-demo.ps1", "-Seconds 1 -Port 0", "" },
        { "15-events.ps1", "-Target www -Path events.jsonl -Seconds 3", "StreamState: Stream 'channel' of group 'channel' is Running." },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Runs(string script, string arguments, string said)
    {
        Session.SetLocation(Web);

        IReadOnlyList<PSObject> output = Session.Run($"& '{Repository.Root}/examples/{script}' {arguments}");

        Assert.Contains(said, string.Join("\n", output), StringComparison.Ordinal);
        Assert.True(Check(script));
        Assert.DoesNotContain(Session.All<MssStream>("Get-MSSStream -Service ''"), stream => stream.State is StreamState.Failed or StreamState.Running);
        Assert.Empty(Session.Run("Get-MSSServer; Get-MSSIngest"));
    }

    [Fact]
    public void Examples_AreAllTested()
    {
        string elsewhere = File.ReadAllText(Path.Join(Repository.Root, "tests/MssTools.Integration.Tests/ExamplesTests.cs"));
        IEnumerable<string> scripts = Directory.EnumerateFiles(Path.Join(Repository.Root, "examples"), "*.ps1").Select(path => Path.GetFileName(path));

        Assert.All(scripts, script => Assert.True(
            Examples.Any(row => (string)row[0] == script) || elsewhere.Contains(script, StringComparison.Ordinal), script));
    }

    // What is there afterwards.
    private bool Check(string script) => script switch
    {
        "06-push.ps1" => Has("www/live1/manifest.ismc"),
        "08-clip.ps1" => Has("www/goal/manifest.ismc") && Has("www/match/manifest.ismc"),
        "09-export.ps1" => Has("library/film.ism") && Has("www/again/manifest.ismc"),
        "10-channels-from-csv.ps1" => Session.All<MssGroup>("Get-MSSGroup").Select(group => group.RenditionCount).Order().SequenceEqual([1, 1, 2]),
        "11-continuous-integration.ps1" => Has("findings.xml"),
        _ => true,
    };

    private bool Has(string path) => File.Exists(Path.Join(Web, path));
}
