using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Origin;
using Xunit;

namespace MssTools.Core.Tests.Origin;

/// <summary>Looking for files below a web root.</summary>
public class WebRootTests
{
    [Fact]
    public void FindFirst_SeveralNames_IsTheFirstSafeOneOfItsKind()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "c.ismc", "b.ismc", "a.txt", ".a.ismc" })
        {
            folder.Add(name);
        }

        Assert.Equal("b.ismc", new WebRoot(folder.Path, TimeProvider.System).FindFirst([], "*.ismc"));
    }

    [Fact]
    public void FindFirst_WithinASecond_DoesNotReadTheFolderAgain()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider();
        var root = new WebRoot(folder.Path, time);
        Assert.Null(root.FindFirst([], "*.ismc"));
        folder.Add("a.ismc");

        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Null(root.FindFirst([], "*.ismc"));
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("a.ismc", root.FindFirst([], "*.ismc"));
    }

    [Fact]
    public void FindFirst_NoFolder_IsNothing()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(new WebRoot(folder.Path, TimeProvider.System).FindFirst(["none"], "*.ismc"));
    }
}
