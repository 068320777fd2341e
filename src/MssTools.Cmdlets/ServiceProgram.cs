using System.Diagnostics;
using System.Management.Automation.Language;

namespace MssTools.Cmdlets;

/// <summary>What runs a service: the .NET runtime of the machine, or, where there is none, PowerShell, which has one of its own.</summary>
/// <param name="path">Full path of the program.</param>
/// <param name="isDotNet">True for the runtime itself.</param>
internal sealed class ServiceProgram(string path, bool isDotNet)
{
    private const string Runtime = "Microsoft.NETCore.App 10.";

    private static readonly string s_bin = Path.GetDirectoryName(typeof(ServiceProgram).Assembly.Location)!;

    /// <summary>Finds it.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public static ServiceProgram Find()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string? own = Environment.ProcessPath;
        IEnumerable<string?> places =
        [
            own is not null && Path.GetFileName(own).Equals(name, StringComparison.OrdinalIgnoreCase) ? own : null,
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Join(root, name) : null,
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Join(folder, name)),
        ];
        if (places.FirstOrDefault(place => place is not null && File.Exists(place) && HasRuntime(place)) is { } dotnet)
        {
            return new ServiceProgram(dotnet, isDotNet: true);
        }

        return own is not null && Path.GetFileNameWithoutExtension(own).Equals("pwsh", StringComparison.OrdinalIgnoreCase)
            ? new ServiceProgram(own, isDotNet: false)
            : throw new MssException(
                MssError.NotFound,
                "Neither the .NET 10 runtime (dotnet) nor pwsh is here to run the service.",
                "Install the .NET 10 runtime, or run this in pwsh.");
    }

    /// <summary>The command line of a service.</summary>
    /// <param name="statePath">Full path of its state folder.</param>
    /// <param name="isDetached">Whether it outlives the terminal that starts it, and logs to its folder.</param>
    /// <param name="takesEvoStream">Whether it takes commands of EvoStream Media Server, too.</param>
    public IReadOnlyList<string> CommandOf(string statePath, bool isDetached, bool takesEvoStream)
    {
        if (isDotNet)
        {
            string[] switches = [.. isDetached ? (string[])["--detached"] : [], .. takesEvoStream ? (string[])["--evostream-api"] : []];
            return [path, Path.Join(s_bin, "core", "MssTools.Service.dll"), "--state-path", statePath, .. switches];
        }

        string log = isDetached ? $" | Add-Content -LiteralPath {Quoted(Core.ServiceHost.LogOf(statePath))}" : "";
        string script = $"Import-Module {Quoted(Path.GetFullPath(Path.Join(s_bin, "../../MssTools.psd1")))}; Start-MSSService -Wait -StatePath {Quoted(statePath)}{(takesEvoStream ? " -EvoStreamApi" : "")}{log}";
        return [path, "-NoProfile", "-NonInteractive", "-Command", script];
    }

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    private static bool HasRuntime(string dotnet)
    {
        try
        {
            using var list = Process.Start(new ProcessStartInfo(dotnet, ["--list-runtimes"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return list!.StandardOutput.ReadToEnd().Contains(Runtime, StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
