using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Core.Tests.Architecture;

/// <summary>Who may import whom: left is lower, an arrow may skip, never turn back (docs: architecture, layout).</summary>
public partial class ImportRules
{
    private static readonly string s_src = GoldenFiles.PathOf("..", "..", "src");

    private static readonly string[] s_all = ["Access", "Media", "Bits", "Codecs", "Iso", "Http", "Objects", "Inputs", "Manifests", "Stored", "Pipeline", "Outputs", "Clips", "Exports", "Origin", "Checks", "Repairs", "Streams", "EvoStream", "Services"];

    // A folder of Core, and the other folders that it may name.
    private static readonly Dictionary<string, string[]> s_core = new()
    {
        ["Access"] = [],
        ["Media"] = [],
        ["Bits"] = ["Media"],
        ["Codecs"] = ["Media", "Bits"],
        ["Iso"] = ["Media", "Bits", "Codecs"],
        ["Http"] = [],
        ["Objects"] = [],
        ["Inputs"] = ["Access", "Media", "Bits", "Codecs", "Iso", "Manifests", "Stored"],
        ["Pipeline"] = ["Media"],
        ["Manifests"] = ["Media", "Bits", "Codecs", "Iso"],
        ["Stored"] = ["Media", "Bits", "Codecs", "Iso", "Objects", "Manifests"],
        ["Outputs"] = ["Media", "Iso", "Objects", "Manifests", "Stored"],
        ["Clips"] = ["Media", "Iso", "Objects", "Manifests", "Stored", "Outputs"],
        ["Exports"] = ["Media", "Iso", "Manifests", "Stored", "Outputs", "Clips"],
        ["Origin"] = ["Access", "Media", "Iso", "Http", "Manifests", "Stored"],
        ["Checks"] = ["Media", "Bits", "Codecs", "Iso", "Manifests", "Stored"],
        ["Repairs"] = ["Media", "Codecs", "Manifests", "Stored", "Outputs", "Checks"],
        ["Streams"] = [.. s_all.Except(["Http", "Origin", "Checks", "Clips", "Exports", "Repairs", "EvoStream", "Services"])],
        ["EvoStream"] = ["Inputs"],
        ["Services"] = ["Access", "Http", "Outputs", "Streams", "EvoStream"],
        [""] = ["Objects", "EvoStream", "Stored", "Outputs", "Streams", "Origin", "Checks", "Clips", "Exports", "Repairs", "Services"],
    };

    private static readonly Dictionary<string, string[]> s_projects = new()
    {
        ["MssTools.Model"] = [],
        ["MssTools.Core"] = ["MssTools.Model"],
        ["MssTools.Cloud"] = ["MssTools.Model", "MssTools.Core"],
        ["MssTools.Cluster"] = ["MssTools.Model", "MssTools.Core"],
        ["MssTools.Service"] = ["MssTools.Model", "MssTools.Core"],
        ["MssTools.Cmdlets"] = ["MssTools.Model", "MssTools.Core", "MssTools.Service"],
        ["MssTools.HelpBuilder"] = ["MssTools.Cmdlets"],
        ["MssTools.Host"] = ["MssTools.Model", "MssTools.Core", "MssTools.Cmdlets", "MssTools.HelpBuilder"],
    };

    public static TheoryData<string> Folders() => [.. s_core.Keys];

    [Fact]
    public void Core_EachFolder_IsKnownToTheRules() =>
        Assert.Equal(
            s_all.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(Path.Join(s_src, "MssTools.Core")).Select(d => Path.GetFileName(d)!)
                .Where(d => d is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Core_EachFolder_ImportsOnlyWhatIsBelowIt(string folder)
    {
        var broken = new List<string>();
        foreach ((string file, string text) in Sources("MssTools.Core").Where(s => FolderOf(s.File) == folder))
        {
            IEnumerable<string> named = Imports().Matches(text).Concat(QualifiedNames().Matches(text)).Select(m => m.Groups["folder"].Value);
            broken.AddRange(named.Distinct().Except([folder, .. s_core[folder]]).Intersect(s_all).Select(f => $"{file} -> {f}"));
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Core_EachFile_HasTheNamespaceOfItsFolder() =>
        Assert.All(Sources("MssTools.Core"), source => Assert.Equal(
            string.Join('.', ["MssTools.Core", .. source.File.Split('/')[1..^1]]),
            Namespaces().Match(source.Text).Groups["name"].Value));

    [Fact]
    public void EachProject_ReferencesOnlyWhatIsBelowIt()
    {
        Assert.Equal(
            s_projects.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(s_src, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal));
        Assert.All(s_projects, project =>
        {
            string text = File.ReadAllText(Path.Join(s_src, project.Key, project.Key + ".csproj"));
            Assert.Empty(References().Matches(text).Select(m => m.Groups["name"].Value).Except(project.Value));
        });
    }

    [Fact]
    public void Model_ImportsNothing() =>
        Assert.All(Sources("MssTools.Model"), s => Assert.DoesNotMatch(@"\bMssTools\.(Core|Cmdlets)\b|System\.Management\.Automation|System\.Reactive", s.Text));

    [Fact]
    public void Core_KnowsNoPowerShell() =>
        Assert.All(Sources("MssTools.Core"), s => Assert.DoesNotMatch(@"System\.Management\.Automation|MssTools\.Cmdlets", s.Text));

    // Cmdlets see the engine; inside Core everything else is internal.
    [Fact]
    public void Cmdlets_ImportOnlyTheEngineOfCore() =>
        Assert.All(Sources("MssTools.Cmdlets"), s => Assert.DoesNotMatch(@"\bMssTools\.Core\.\w", s.Text));

    // The server reads what is stored; it does not see who stores it. The way of bytes and the control interface of services are the others; a silo of Orleans
    // is made with Microsoft.Extensions.
    [Fact]
    public void AspNetCore_IsNamedInServersAlone() =>
        Assert.All(
            s_projects.Keys.Except(["MssTools.Cluster"]).SelectMany(Sources).Where(s => FolderOf(s.File) is not ("Origin" or "Http" or "Services")),
            s => Assert.DoesNotMatch(@"\bMicrosoft\.(AspNetCore|Extensions)\b", s.Text));

    // Rx and its like stay behind Core's public surface, which is the BCL and Model.
    [Fact]
    public void Core_PublicSurface_IsBclAndModelOnly()
    {
        var foreign = typeof(MssEngine).Assembly.GetExportedTypes()
            .SelectMany(t => t.GetMethods().SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .SelectMany(t => t.IsGenericType ? t.GetGenericArguments().Append(t) : [t])
            .Select(t => t.Assembly.GetName().Name!)
            .Distinct()
            .Where(a => a is not ("MssTools.Model" or "MssTools.Core" or "System.Private.CoreLib" or "System.Private.Uri" or "System.Net.Primitives"));

        Assert.Empty(foreign);
    }

    // Time comes as a TimeProvider; waits are on it, so that tests need not sleep.
    [Theory]
    [InlineData(@"\bConsole\.")]
    [InlineData(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b")]
    [InlineData(@"\bThread\.Sleep\b|\bStopwatch\b|\bEnvironment\.TickCount")]
    [InlineData(@"\bnew (System\.Threading\.)?Timer\(|\bDefaultScheduler\b|\bScheduler\.Default\b|\bTaskPoolScheduler\b")]
    [InlineData(@"\bTask\.Delay\((?![^()]*\b(time|_time|timeProvider)\b)")]
    [InlineData(@"\b(ObserveOn|SubscribeOn)\(|\bChannel\.CreateUnbounded\b|\bReplaySubject\b")]
    public void Core_NeverUses(string pattern) =>
        Assert.All(Sources("MssTools.Core"), s => Assert.DoesNotMatch(pattern, s.Text));

    [Fact]
    public void Core_SystemTime_IsNamedInTheEngineAlone() =>
        Assert.Equal(
            ["MssTools.Core/MssEngine.cs"],
            Sources("MssTools.Core").Where(s => s.Text.Contains("TimeProvider.System", StringComparison.Ordinal)).Select(s => s.File));

    [Theory]
    [InlineData("Task.Delay(TimeSpan.Zero, token)", true)]
    [InlineData("Task.Delay(s_lookOut, time, token)", false)]
    public void Core_NeverUses_TaskDelayPatternTellsTheTwoApart(string code, bool refused) =>
        Assert.Equal(refused, Regex.IsMatch(code, @"\bTask\.Delay\((?![^()]*\b(time|_time|timeProvider)\b)"));

    [Theory]
    [InlineData("using MssTools.Core.Outputs;", "Outputs")]
    [InlineData("using Foo = MssTools.Core.Inputs.Iso.Movie;", "Inputs")]
    [InlineData("using static MssTools.Core.Iso.BoxTypes;", "Iso")]
    [InlineData("    Media.Sample sample", "Media")]
    [InlineData("    new MssTools.Core.Outputs.Folder.FolderSink(", "Outputs")]
    [InlineData("    update.Iso.Read()", "")]
    public void Core_ImportPatterns_FindEveryWayToNameAFolder(string code, string expected) =>
        Assert.Equal(
            expected,
            Imports().Matches(code).Concat(QualifiedNames().Matches(code)).Select(m => m.Groups["folder"].Value).FirstOrDefault() ?? "");

    private static string FolderOf(string file) => file.Split('/') is [_, var folder, _, ..] ? folder : "";

    // Without comments and documentation: those may point anywhere.
    private static IEnumerable<(string File, string Text)> Sources(string project) =>
        Directory.EnumerateFiles(Path.Join(s_src, project), "*.cs", SearchOption.AllDirectories)
            .Select(path => (File: Path.GetRelativePath(s_src, path).Replace('\\', '/'), Path: path))
            .Where(f => !f.File.Contains("/obj/", StringComparison.Ordinal) && !f.File.Contains("/bin/", StringComparison.Ordinal))
            .Select(f => (f.File, string.Join('\n', File.ReadLines(f.Path).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))));

    [GeneratedRegex(@"using\s+(static\s+)?(\w+\s*=\s*)?MssTools\.Core\.(?<folder>\w+)")]
    private static partial Regex Imports();

    [GeneratedRegex(@"(?<![\w.])(MssTools\.)?(Core\.)?(?<folder>Access|Media|Bits|Codecs|Iso|Http|Objects|Inputs|Manifests|Stored|Pipeline|Outputs|Clips|Exports|Origin|Checks|Repairs|Streams|EvoStream|Services)\.[A-Z]")]
    private static partial Regex QualifiedNames();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*?(?<name>MssTools\.\w+)\.csproj""")]
    private static partial Regex References();
}
