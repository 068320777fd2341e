using MssTools.Core.Outputs.Folder;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Folder;

public sealed class TargetGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StreamDefinition _definition;

    public TargetGuardTests() => _definition = TestGroup.Define(_folder.Join("webroot"), "a");

    [Fact]
    public void Check_NothingThere_IsFineAndWritesNothing()
    {
        TargetGuard.Check(_definition);

        Assert.Empty(_folder.List());
    }

    [Theory]
    [InlineData("webroot", "is a file")]
    [InlineData("webroot/group", "is a file")]
    [InlineData("webroot/manifest.ismc", "lies within the group")]
    [InlineData("manifest.ismc", "lies within the group")]
    [InlineData("webroot/group/other.ismc", "is the folder of another group")]
    [InlineData("webroot/group/manifest.ismc/x", "is a folder")]
    public void Check_SomethingInTheWay_IsRefusedAndNothingIsTouched(string file, string reason)
    {
        _folder.Add(file);
        IReadOnlyList<string> before = _folder.List();

        var failure = Assert.Throws<MssException>(() => TargetGuard.Check(_definition));

        Assert.Equal(MssError.InvalidTarget, failure.Code);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, _folder.List());
    }

    [Fact]
    public void Check_AnEarlierRunOfTheSameGroup_IsFine()
    {
        _folder.Add("webroot/group/manifest.ismc");
        _folder.Add("webroot/group/a/video/1000000/0.fmp4");
        _folder.Add("webroot/other/manifest.ismc");

        TargetGuard.Check(_definition);
    }

    [Theory]
    [InlineData("webroot/group")]
    [InlineData("webroot/group/a")]
    [InlineData("webroot/group/a/video")]
    [InlineData("webroot/group/a/video/1000000")]
    public void Check_ALinkOutOfTheTree_IsRefused(string link)
    {
        using var elsewhere = new TemporaryFolder();
        Link(link, elsewhere.Path);

        var failure = Assert.Throws<MssException>(() => TargetGuard.Check(_definition));

        Assert.Equal(MssError.InvalidTarget, failure.Code);
        Assert.Contains(elsewhere.Path, failure.Message, StringComparison.Ordinal);
    }

    // "webroot2" begins like "webroot", and is not in it.
    [Fact]
    public void Check_ALinkToANeighbourOfTheTarget_IsRefused()
    {
        Directory.CreateDirectory(_folder.Join("webroot2"));
        Link("webroot/group", _folder.Join("webroot2"));

        Assert.Throws<MssException>(() => TargetGuard.Check(_definition));
    }

    [Fact]
    public void Check_ALinkWithinTheTree_IsFine()
    {
        Directory.CreateDirectory(_folder.Join("webroot", "disk2"));
        Link("webroot/group", _folder.Join("webroot", "disk2"));

        TargetGuard.Check(_definition);
    }

    public void Dispose() => _folder.Dispose();

    private void Link(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Join(link))!);
        Directory.CreateSymbolicLink(_folder.Join(link), target);
    }
}
