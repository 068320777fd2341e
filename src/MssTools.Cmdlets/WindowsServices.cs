namespace MssTools.Cmdlets;

/// <summary>The service control manager of Windows, by sc.exe.</summary>
/// <param name="name">Name of the service.</param>
/// <param name="userName">The account; null: LocalService.</param>
internal sealed class WindowsServices(string name, string? userName) : ServiceManager(name)
{
    /// <inheritdoc/>
    public override string Place => $"Windows service {Name}";

    /// <inheritdoc/>
    public override bool IsInstalled
    {
        get
        {
            try
            {
                Run("sc.exe", "query", Name);
                return true;
            }
            catch (MssException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public override string TextFor(IReadOnlyList<string> command) => string.Join(' ', command.Append("--windows-service").Select(Quoted));

    /// <inheritdoc/>
    public override void Install(string text, bool starts)
    {
        Run("sc.exe", "create", Name, "binPath=", text, "start=", "delayed-auto", "obj=", userName ?? @"NT AUTHORITY\LocalService", "DisplayName=", "MssTools Smooth Streaming");
        Run("sc.exe", "failure", Name, "reset=", "60", "actions=", "restart/1000/restart/1000/restart/5000");
        if (starts)
        {
            Run("sc.exe", "start", Name);
        }
    }

    /// <inheritdoc/>
    public override void Uninstall()
    {
        try
        {
            Run("sc.exe", "stop", Name);
        }
        catch (MssException)
        {
            // It did not run.
        }

        Run("sc.exe", "delete", Name);
    }

    private static string Quoted(string word) => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word;
}
