namespace MssTools.Bench.Disturbed;

/// <summary>
/// Where one group goes: a file system in memory that can be filled, or a plain folder where none can be mounted, in whose
/// place a file is put instead.
/// </summary>
internal sealed class TargetDisk : IDisposable
{
    /// <summary>Name of the target folder in it.</summary>
    public const string FolderName = "web";

    private const int Megabytes = 100;

    private readonly string _root;

    /// <summary>Makes the folder, and mounts what it is on.</summary>
    public TargetDisk(string root)
    {
        _root = root;
        Directory.CreateDirectory(root);
        ChildProcesses.TryRun(["mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", root]);
        IsMounted = IsListed(root);
        Target = Path.Join(root, FolderName);
        Directory.CreateDirectory(Target);
    }

    /// <summary>True where it can be filled.</summary>
    public bool IsMounted { get; }

    /// <summary>The target folder of the group.</summary>
    public string Target { get; }

    /// <summary>What its being full means here.</summary>
    public string Fullness => IsMounted ? "tmpfs is full" : "a file is where the target folder was";

    /// <summary>Takes all space that is left, or the folder.</summary>
    public void Fill()
    {
        if (!IsMounted)
        {
            Delete(Target);
            File.WriteAllText(Target, "");
            return;
        }

        using var file = new FileStream(Path.Join(_root, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Empty() => File.Delete(IsMounted ? Path.Join(_root, "filler") : Target);

    /// <summary>Deletes a folder while others write into it.</summary>
    public static void Delete(string folder)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException)
            {
                // Something came into it meanwhile.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsListed(_root))
        {
            ChildProcesses.TryRun(["umount", "-l", _root]);
        }
    }

    private static bool IsListed(string root) => File.ReadLines("/proc/self/mounts")
        .Any(line => line.Split(' ')[1] == root.Replace(" ", "\\040", StringComparison.Ordinal));
}
