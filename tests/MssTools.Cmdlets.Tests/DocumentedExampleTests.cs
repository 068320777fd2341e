using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Every example of docs/cmdlets runs as it stands, in a folder with three films.</summary>
public sealed partial class DocumentedExampleTests : ModuleTest
{
    // In pwsh, but not in the bare engine: Pester runs these examples.
    private static readonly string[] s_notInTheEngine = ["Get-ChildItem", "Convert-Path", "ConvertTo-Json"];

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

    [GeneratedRegex(@"^### (?<title>[^-\n].*?)$\s*```powershell\n(?<code>.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
