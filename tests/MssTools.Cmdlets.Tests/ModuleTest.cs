using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>
/// Base of the tests that run cmdlets: a session, a folder of its own, and afterwards an engine without streams.
/// Scripts find the folder in <c>$web</c> and two inputs in <c>$clip</c> and <c>$plain</c>.
/// </summary>
[Collection(ProcessWideModule.Name)]
public abstract class ModuleTest : IDisposable
{
    private const string CleanUp =
        "Stop-MSSDemo -ErrorAction Ignore; Get-MSSEventReceiver | Unregister-MSSEvent; Get-MSSServer | Stop-MSSServer; Get-MSSIngest | Stop-MSSIngest; Get-MSSStream | Remove-MSSStream; Get-MSSLocalStream | Remove-MSSLocalStream";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private protected ModuleTest()
    {
        Session.Set("web", Web);
        Session.Set("clip", Repository.Clip);
        Session.Set("plain", Repository.PlainClip);
    }

    private protected Session Session { get; } = new();

    private protected string Web { get; } = Directory.CreateTempSubdirectory("msstools-").FullName;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the test started and deletes its folder.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Session.Run($"Import-Module '{Repository.Manifest}'; {CleanUp}");
        Session.Dispose();
        Directory.Delete(Web, recursive: true);
    }

    /// <summary>Looks until something is true, and fails where that takes too long.</summary>
    private protected static void Until(Func<bool> condition)
    {
        Assert.True(SpinWait.SpinUntil(condition, s_limit), $"Not so within {s_limit}.");
    }

    private protected string[] Files(string folder = "") => [.. Directory
        .EnumerateFiles(Path.Join(Web, folder), "*", SearchOption.AllDirectories)
        .Where(path => !Path.GetFileName(path).Contains(".epoch-", StringComparison.Ordinal)) // says who wrote the group, and when
        .Select(f => Path.GetRelativePath(Web, f).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];
}
