using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>The image is built of what is in the repository, runs the service program, and is not root's.</summary>
public sealed class ContainerfileTests
{
    private static readonly string s_text = DeployFile.Read("Containerfile");

    [Fact]
    public void Images_AreOfTheRuntimeThatTheServiceNames()
    {
        string version = Regex.Match(s_text, "^ARG DOTNET=(.*)$", RegexOptions.Multiline).Groups[1].Value;
        string runtime = File.ReadAllText(Repository.PathOf("module/bin/core/MssTools.Service.runtimeconfig.json"));

        Assert.Equal("10.0", version);
        Assert.Contains($"\"version\": \"{version}.", runtime, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.AspNetCore.App", runtime, StringComparison.Ordinal); // the image is that of the runtime alone
        Assert.Equal(["mcr.microsoft.com/dotnet/sdk:${DOTNET}", "mcr.microsoft.com/dotnet/runtime:${DOTNET}"], Regex.Matches(s_text, @"^FROM (\S+)", RegexOptions.Multiline).Select(found => found.Groups[1].Value));
    }

    [Fact]
    public void Projects_AndTheProgram_AreThere()
    {
        Assert.All(Regex.Matches(s_text, @"dotnet build (\S+)").Select(found => found.Groups[1].Value), project => Assert.Single(Directory.GetFiles(Repository.PathOf(project), "*.csproj")));
        string program = Regex.Match(s_text, """^ENTRYPOINT \["dotnet", "/opt/msstools/([^"]+)"\]$""", RegexOptions.Multiline).Groups[1].Value;
        Assert.True(File.Exists(Repository.PathOf(program)), program);
        Assert.Contains("System.Management.Automation\" Version=\"", File.ReadAllText(Repository.PathOf("Directory.Packages.props")), StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultCommand_IsOneOfTheService_AndTheUserIsNotRoot()
    {
        string[] words = Regex.Match(s_text, @"^CMD \[(.*)\]$", RegexOptions.Multiline).Groups[1].Value.Split(", ").Select(word => word.Trim('"')).ToArray();
        Assert.Equal("/state", NodeLine.Read(words).StatePath);
        Assert.Equal("$APP_UID", Regex.Matches(s_text, @"^USER (.*)$", RegexOptions.Multiline).Single().Groups[1].Value);
    }
}
