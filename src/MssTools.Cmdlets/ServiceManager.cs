using System.Diagnostics;
using System.Text;

namespace MssTools.Cmdlets;

/// <summary>The service manager of a machine, and what it is told of our service.</summary>
/// <param name="name">What it calls the service.</param>
internal abstract class ServiceManager(string name)
{
    /// <summary>What it calls the service, unless the user says otherwise.</summary>
    public const string DefaultName = "msstools";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>What it calls the service.</summary>
    protected string Name => name;

    /// <summary>Where the service is registered: a file, or a name.</summary>
    public abstract string Place { get; }

    /// <summary>Whether it knows the service.</summary>
    public virtual bool IsInstalled => File.Exists(Place);

    /// <summary>The manager of this machine; for administrators that of the machine, else that of the user's session.</summary>
    /// <param name="name">What it calls the service.</param>
    /// <param name="userName">The account that the service runs as; null: the own one.</param>
    /// <exception cref="MssException">InvalidSetting: another account needs the rights of an administrator.</exception>
    public static ServiceManager Of(string name, string? userName)
    {
        bool isMachine = Environment.IsPrivilegedProcess;
        if (userName is not null && !isMachine)
        {
            throw new MssException(
                MssError.InvalidSetting, $"The service cannot be made to run as '{userName}' by this account.", "Run the command as an administrator (sudo).");
        }

        return OperatingSystem.IsWindows() ? new WindowsServices(name, userName)
            : OperatingSystem.IsMacOS() ? new Launchd(name, userName, isMachine)
            : new Systemd(name, userName, isMachine);
    }

    /// <summary>What is written, or run, to register it.</summary>
    /// <param name="command">The command line of the service.</param>
    public abstract string TextFor(IReadOnlyList<string> command);

    /// <summary>Registers the service.</summary>
    /// <param name="text">Of <see cref="TextFor"/>.</param>
    /// <param name="starts">Whether it is started at once.</param>
    /// <exception cref="MssException">The manager refuses it, or is not there.</exception>
    public abstract void Install(string text, bool starts);

    /// <summary>Ends the service and forgets it.</summary>
    /// <exception cref="MssException">The manager refuses it, or is not there.</exception>
    public abstract void Uninstall();

    /// <summary>Writes the file that the manager reads.</summary>
    protected void WriteFile(string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
            File.WriteAllText(Place, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.AccessDenied, $"'{Place}' cannot be written: {failure.Message}", "Run the command as an administrator.", failure);
        }
    }

    /// <summary>Runs a program of the manager.</summary>
    /// <exception cref="MssException">SourceFailed: it is not there, or says no.</exception>
    protected void Run(params string[] command)
    {
        string line = string.Join(' ', command);
        try
        {
            using var run = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            Task<string> output = run.StandardOutput.ReadToEndAsync();
            Task<string> errors = run.StandardError.ReadToEndAsync();
            if (!run.WaitForExit(s_patience))
            {
                throw new MssException(MssError.TimedOut, $"'{line}' has not ended in {s_patience.TotalSeconds:0} s.", Advice);
            }

            if (run.ExitCode != 0)
            {
                string said = new StringBuilder(errors.GetAwaiter().GetResult()).Append(output.GetAwaiter().GetResult()).ToString().Trim();
                throw new MssException(MssError.SourceFailed, $"'{line}' says: {said} (exit code {run.ExitCode})", Advice);
            }
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new MssException(MssError.SourceFailed, $"'{line}' cannot be run: {failure.Message}", Advice, failure);
        }
    }

    private string Advice =>
        $"'{Place}' {(IsInstalled ? "is there" : "is not there")}; where no service manager runs, as in containers, use Start-MSSService -Wait.";
}
