using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MssTools.Host;

if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: MssTools.Host script.ps1 [argument ...]");
    Console.Error.WriteLine("Runs the script in PowerShell with the module MssTools imported.");
    return 2;
}

string script = Path.GetFullPath(args[0]);
if (!File.Exists(script))
{
    Console.Error.WriteLine($"There is no script '{script}'.");
    return 2;
}

var host = new ConsoleHost();
InitialSessionState session = InitialSessionState.CreateDefault2();
session.ImportPSModule([ModuleManifest.Find()]);
if (OperatingSystem.IsWindows())
{
    session.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned; // other systems have no policies
}

session.ThreadOptions = PSThreadOptions.UseCurrentThread;

using Runspace runspace = RunspaceFactory.CreateRunspace(host, session);
runspace.Open();
using PowerShell shell = PowerShell.Create(runspace);
Console.CancelKeyPress += (_, stop) =>
{
    stop.Cancel = true;
    shell.BeginStop(null, null);
};

shell.AddCommand(script, useLocalScope: false);
ScriptArguments.AddTo(shell, args.AsSpan(1));
shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
shell.AddCommand("Out-Default");
try
{
    shell.Invoke();
}
catch (PipelineStoppedException)
{
    return 130; // as a shell says of a program that Ctrl+C ended
}
catch (RuntimeException failure)
{
    host.UI.WriteErrorLine(
        $"{failure.ErrorRecord}{Environment.NewLine}{failure.ErrorRecord.InvocationInfo?.PositionMessage}");
    return 1;
}

// Like pwsh -File: what the script gave to exit counts, errors that did not end the script do not.
return host.ExitCode ?? runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? 0;
