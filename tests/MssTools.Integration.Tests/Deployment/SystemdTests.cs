using System.Diagnostics;
using Xunit;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>The unit is one of systemd, and starts what the service takes.</summary>
public sealed class SystemdTests : IDisposable
{
    private const string Unit = "systemd/msstools-node.service";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Command_IsOneOfTheService()
    {
        Dictionary<string, string> values = DeployFile.Read("systemd/node.env").Split('\n').Where(line => line.Contains('=') && line[0] != '#')
            .ToDictionary(line => line[..line.IndexOf('=')], line => line[(line.IndexOf('=') + 1)..]);
        string[] words = DeployFile.WithVariables(Setting("ExecStart"), values).Replace("%H", "media1", StringComparison.Ordinal).Split(' ');
        ServiceDefinition read = NodeLine.Read(words[2..]);

        Assert.EndsWith("module/bin/core/MssTools.Service.dll", words[1], StringComparison.Ordinal);
        Assert.Equal(("media1", 11111, "store"), (read.NodeName, read.NodePort, read.Cluster!.Host));
        Assert.Equal($"/var/lib/{Setting("StateDirectory")}", read.StatePath);
        Assert.Equal("", values["MSSTOOLS_STATE_KEY"]);
        Assert.Equal("notify", Setting("Type"));
    }

    [OptionalToolFact("systemd-analyze")]
    public async Task Unit_IsOneOfSystemd()
    {
        string file = _folder.PathOf("msstools-node.service");
        string text = DeployFile.Read(Unit).Replace("/usr/bin/dotnet", Environment.ProcessPath, StringComparison.Ordinal); // wherever .NET is here
        Assert.Equal("", await VerifyAsync(file, text));
        Assert.Contains("Unknown key", await VerifyAsync(file, text.Replace("KillMode", "KillMod", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // It says what is wrong, and ends with zero all the same where it would leave out a line.
    private static async Task<string> VerifyAsync(string file, string text)
    {
        File.WriteAllText(file, text);
        using Process verify = Tool.Start("systemd-analyze", Path.GetDirectoryName(file)!, "verify", "--man=no", file);
        string complaints = await verify.StandardError.ReadToEndAsync();
        await verify.WaitForExitAsync();
        return string.Join('\n', complaints.Split('\n').Where(line => line.Contains(file, StringComparison.Ordinal)));
    }

    private static string Setting(string name) => DeployFile.Read(Unit).Split('\n').Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];
}
