using MssTools.Core.Outputs.Folder;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Folder;

public sealed class DiskThreadsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Of_TwoFoldersOfADisk_IsTheSameSet() =>
        Assert.Same(DiskThreads.Of(_folder.Join("a", "b")), DiskThreads.Of(_folder.Join("c")));

    // Where a link leads decides, be it in the middle of the path.
    [Fact]
    public void DiskOf_Link_IsThatOfItsTarget()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/dev/shm"))
        {
            return;
        }

        Directory.CreateSymbolicLink(_folder.Join("link"), "/dev/shm");

        Assert.Equal("/dev/shm", DiskThreads.DiskOf("/dev/shm/x"));
        Assert.Equal("/dev/shm", DiskThreads.DiskOf(_folder.Join("link", "group")));
        Assert.NotSame(DiskThreads.Of(_folder.Join("link", "group")), DiskThreads.Of(_folder.Join("group")));
    }

    [Fact]
    public void DiskOf_LinkToItself_GivesAnAnswer()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // needs a privilege
        }

        Directory.CreateSymbolicLink(_folder.Join("loop"), _folder.Join("loop"));

        Assert.NotEmpty(DiskThreads.DiskOf(_folder.Join("loop", "group")));
    }

    public void Dispose() => _folder.Dispose();
}
