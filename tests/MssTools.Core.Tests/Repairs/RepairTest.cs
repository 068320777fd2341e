namespace MssTools.Core.Tests.Repairs;

/// <summary>A folder with the group <c>film</c>, and an engine that repairs it.</summary>
public abstract class RepairTest : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected MssEngine Engine { get; } = new(TimeProvider.System);

    private protected string Group => Folder.Join("web", "film");

    private protected string ManifestPath => Path.Join(Group, "manifest.ismc");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected MssRepair Repair(string? path = null, string? from = null, bool force = false, Func<bool>? isWanted = null) => Engine.Repair(
        new RepairDefinition { Path = path ?? Group, From = from, Force = force }, _ => isWanted?.Invoke() ?? true, (_, _) => { }, default);

    /// <summary>Every file with its bytes.</summary>
    private protected string[] Files() => [.. Folder.List().Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(Folder.Join(path)))}")];
}
