using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Every example of docs/cmdlets runs as it stands, in a folder with three films.</summary>
public sealed partial class DocumentedExampleTests : ModuleTest
{
    // In pwsh, but not in the bare engine: Pester runs these examples.
    private static readonly string[] s_notInTheEngine = ["Get-ChildItem", "Convert-Path", "ConvertTo-Json", "Set-Content", "Get-Content", "Register-ObjectEvent", "Unregister-Event", "Get-EventSubscriber"];

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (string page in Directory.EnumerateFiles(Path.Join(Repository.Root, "docs/cmdlets"), "*.md"))
            {
                foreach (Match example in Example().Matches(File.ReadAllText(page)))
                {
                    string code = example.Groups["code"].Value;
                    if (!s_notInTheEngine.Any(c => code.Contains(c, StringComparison.Ordinal)))
                    {
                        examples.Add($"{Path.GetFileNameWithoutExtension(page)}: {example.Groups["title"].Value}", code);
                    }
                }
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_AsWritten_Works(string title, string code)
    {
        File.Copy(Repository.Clip, Path.Join(Web, "low.mp4"));
        File.Copy(Repository.PlainClip, Path.Join(Web, "high.mp4"));
        File.Copy(Repository.Clip, Path.Join(Web, "movie.mp4"));
        Session.SetLocation(Web);

        IReadOnlyList<System.Management.Automation.PSObject> output = Session.Run(code);

        Assert.DoesNotContain(output, o => o.BaseObject is MssStream { State: StreamState.Failed });
        Assert.NotEmpty(title);
    }

    public static TheoryData<string> Readme
    {
        get
        {
            string readme = File.ReadAllText(Path.Join(Repository.Root, "README.md")).ReplaceLineEndings("\n");
            int start = readme.IndexOf("## A first example", StringComparison.Ordinal);
            string section = readme[start..readme.IndexOf("\n## ", start, StringComparison.Ordinal)];
            return [.. Code().Matches(section).Select(m => m.Groups["code"].Value)];
        }
    }

    [Theory]
    [MemberData(nameof(Readme))]
    public void ReadmeExample_PastedInTheRepository_Works(string code)
    {
        string media = Path.Join(Repository.Root, "examples/media");
        string here = Directory.CreateDirectory(Path.Join(Web, "examples/media")).FullName;
        foreach (string file in Directory.EnumerateFiles(media, "*.mp4"))
        {
            File.Copy(file, Path.Join(here, Path.GetFileName(file)));
        }

        Directory.CreateDirectory(Path.Join(Web, "webroot"));
        Session.SetLocation(Web);
        string free = code // ports of the machine may be taken
            .Replace("Start-MSSServer ./webroot", "Start-MSSServer ./webroot -Port 0", StringComparison.Ordinal)
            .Replace("Start-MSSIngest ", "Start-MSSIngest -Port 0 -Address 127.0.0.1 ", StringComparison.Ordinal);

        IReadOnlyList<System.Management.Automation.PSObject> output = Session.Run(free);

        Assert.DoesNotContain(output, o => o.BaseObject is MssStream { State: StreamState.Failed });
        Assert.All(MediaFile().Matches(code), file => Assert.True(File.Exists(Path.Join(Repository.Root, file.Value)), file.Value));
    }

    [GeneratedRegex(@"^```powershell\n(?<code>.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[\w./]+\.mp4")]
    private static partial Regex MediaFile();

    [GeneratedRegex(@"^### (?<title>[^-\n].*?)$\s*```powershell\n(?<code>.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
