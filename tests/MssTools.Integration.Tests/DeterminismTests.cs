using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>The same input gives the same bytes.</summary>
public class DeterminismTests
{
    [Fact]
    public void Package_Twice_WritesTheSameTree()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();

        Packager.Package(first.FullName, Repository.Samples);
        Packager.Package(second.FullName, Repository.Samples);

        Trees.AssertSame(first.FullName, second.FullName);
    }

    [Fact]
    public async Task Package_InTwoOtherProcesses_WritesTheSameTree()
    {
        using var own = new TemporaryFolder();
        Packager.Package(own.FullName, Repository.Samples);

        for (int i = 0; i < 2; i++)
        {
            using var other = new TemporaryFolder();
            await HostProcess.RunScriptAsync(
                other, $"New-MSSStream -Path '{string.Join("', '", Repository.Samples)}' -TargetFolder out -GroupName group -IsLive $false -ChunkLength 2 -Wait");
            Trees.AssertSame(own.FullName, other.PathOf("out"));
        }
    }
}
