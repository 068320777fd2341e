using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MssTools.Cmdlets;

/// <summary>
/// Runs the user's script block that authorizes viewers, in runspaces that no session uses: requests come at any time
/// and several at once.
/// </summary>
/// <param name="script">Its text is taken; variables of the session are not.</param>
internal sealed class ViewerScript(ScriptBlock script)
{
    private readonly string _text = script.ToString();
    private readonly ConcurrentBag<Runspace> _idle = [];

    /// <summary>True where the last thing that the script writes is true. A script that fails lets nobody in.</summary>
    public bool Allows(ViewerRequest request)
    {
        Runspace runspace = _idle.TryTake(out Runspace? idle) ? idle : Open();
        try
        {
            using var shell = PowerShell.Create();
            shell.Runspace = runspace;
            shell.AddScript($"$_ = $args[0]; & {{{_text}\n}} $_", useLocalScope: true).AddArgument(request);
            return shell.Invoke().LastOrDefault() is { } output && !shell.HadErrors && LanguagePrimitives.IsTrue(output);
        }
        catch (RuntimeException)
        {
            return false;
        }
        finally
        {
            _idle.Add(runspace);
        }
    }

    private static Runspace Open()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return runspace;
    }
}
