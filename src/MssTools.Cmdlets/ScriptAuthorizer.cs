using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MssTools.Cmdlets;

/// <summary>
/// Has the user's script block decide. It runs in runspaces that no session uses, because requests come at any time and several
/// at once; how many, and for how long, its gate limits.
/// </summary>
/// <typeparam name="TRequest">What the script gets as <c>$_</c> and as its argument.</typeparam>
/// <param name="script">Its text is taken; variables of the session are not.</param>
internal sealed class ScriptAuthorizer<TRequest>(ScriptBlock script) : IAuthorizer<TRequest>
    where TRequest : notnull
{
    /// <summary>What is looked at of the output: its end.</summary>
    private const int Looked = 2;

    private readonly string _text = $"$_ = $args[0]; & {{{script}\n}} $_";
    private readonly ConcurrentBag<Runspace> _idle = [];
    private volatile bool _isClosed;

    /// <summary>
    /// Lets in where the last thing that the script writes is <c>$true</c>; a text before it is the name. A script that fails lets
    /// nobody in.
    /// </summary>
    public async Task<Verdict> DecideAsync(TRequest request, CancellationToken limit)
    {
        Runspace runspace = _idle.TryTake(out Runspace? idle) ? idle : Open();
        try
        {
            using var shell = PowerShell.Create();
            shell.Runspace = runspace;
            shell.AddScript(_text, useLocalScope: true).AddArgument(request);
            PSDataCollection<PSObject> output = await RunAsync(shell, limit);
            return shell.Streams.Error.FirstOrDefault() is { } error
                ? Verdict.Refused with { Complaint = error.ToString() }
                : Read(output);
        }
        catch (RuntimeException failure)
        {
            return Verdict.Refused with { Complaint = failure.Message };
        }
        finally
        {
            Return(runspace);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out Runspace? runspace))
        {
            runspace.Dispose();
        }
    }

    private static Verdict Read(PSDataCollection<PSObject> output) => output.LastOrDefault()?.BaseObject switch
    {
        true => new Verdict(Admission.Allowed, output.Count > 1 && output[0]?.BaseObject is string { Length: > 0 } name ? name : null),
        false or null => Verdict.Refused,
        object other => Verdict.Refused with
        {
            Complaint = $"The script wrote a {other.GetType().Name} at its end; only $true lets in.",
        },
    };

    // No thread waits: the runspace has one of its own.
    private static async Task<PSDataCollection<PSObject>> RunAsync(PowerShell shell, CancellationToken limit)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shell.InvocationStateChanged += (_, change) =>
        {
            if (change.InvocationStateInfo.State is PSInvocationState.Completed or PSInvocationState.Failed or PSInvocationState.Stopped)
            {
                ended.TrySetResult();
            }
        };
        var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            if (output.Count > Looked)
            {
                output.RemoveAt(0); // a script that writes without end fills nothing
            }
        };
        IAsyncResult run = shell.BeginInvoke<PSObject, PSObject>(null, output);
        using (limit.Register(() => shell.BeginStop(null, null)))
        {
            await ended.Task;
        }

        shell.EndInvoke(run);
        return output;
    }

    private static Runspace Open()
    {
        var state = InitialSessionState.CreateDefault2();
        state.Variables.Add(new SessionStateVariableEntry("ErrorActionPreference", ActionPreference.Stop, "An error lets nobody in."));
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Name = ModuleRunspaces.OwnName;
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        return runspace;
    }

    private void Return(Runspace runspace)
    {
        if (runspace.RunspaceStateInfo.State == RunspaceState.Opened)
        {
            _idle.Add(runspace);
        }
        else
        {
            runspace.Dispose();
        }

        if (_isClosed)
        {
            Dispose();
        }
    }
}
