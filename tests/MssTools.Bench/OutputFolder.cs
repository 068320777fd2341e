namespace MssTools.Bench;

/// <summary>Where contenders write: a new folder for each run.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _root = System.IO.Path.Join(ToolPath.Artifacts, "out");
    private int _runs;

    /// <summary>Removes what is left of an earlier benchmark.</summary>
    public OutputFolder()
    {
        Dispose();
        Directory.CreateDirectory(_root);

        // ext4 looks at every inode that was freed in the last minutes before it takes another one of the same part of
        // the disk. "T" spreads the folders below over the disk, or the next contender would pay for our tidying up.
        ChildProcesses.TryRun(["chattr", "+T", _root]);
    }

    /// <summary>Full path of the folder of the current run; it exists.</summary>
    public string Path { get; private set; } = "";

    /// <summary>
    /// Makes the next run's folder. The last contender's pages must be on disk before, or the next one pays for them.
    /// </summary>
    public void Renew()
    {
        if (Path.Length > 0)
        {
            Directory.Delete(Path, recursive: true);
        }

        Path = System.IO.Path.Join(_root, $"{++_runs}");
        Directory.CreateDirectory(Path);
        ChildProcesses.Run([["sync"]]);
        Thread.Sleep(TimeSpan.FromSeconds(0.5));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
