using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MssTools.Cmdlets;

/// <summary>
/// Runs the script that decides about publishers. It is asked on threads of the engine, so it has a runspace of its own:
/// it sees the request and what it imports, not the session's variables.
/// </summary>
/// <param name="script">Gets the request as <c>$_</c> and as its first argument.</param>
internal sealed class AuthorizeScript(ScriptBlock script)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly string _text = script.ToString();

    /// <summary>The local stream's name, or null to refuse.</summary>
    /// <exception cref="MssException">AccessDenied: the script failed; TimedOut: it took more than five seconds.</exception>
    public string? Ask(PublishRequest request)
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        shell.AddScript($"param($request) $request | ForEach-Object {{ {_text}\n}}").AddArgument(request);
        IAsyncResult run = shell.BeginInvoke();
        if (!run.AsyncWaitHandle.WaitOne(s_patience))
        {
            shell.Stop();
            throw new MssException(
                MssError.TimedOut, $"The script of -Authorize took more than {s_patience.TotalSeconds} s.", "Make it faster.");
        }

        try
        {
            object? answer = shell.EndInvoke(run).LastOrDefault()?.BaseObject;
            return answer switch
            {
                string { Length: > 0 } name => name,
                true => request.StreamKey,
                _ => null,
            };
        }
        catch (RuntimeException failure)
        {
            throw new MssException(
                MssError.AccessDenied,
                $"The script of -Authorize failed: {failure.Message}",
                "Try the script with a PublishRequest of your own.",
                failure);
        }
    }
}
