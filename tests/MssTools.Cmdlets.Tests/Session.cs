using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>A PowerShell session with the module imported, as a user has it.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="host">Who is asked; null: nobody can be.</param>
    public Session(PSHost? host = null)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Repository.Manifest]);
        _runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
    }

    /// <summary>The folder that relative paths start from.</summary>
    public void SetLocation(string folder) => _runspace.SessionStateProxy.Path.SetLocation(folder);

    /// <summary>Gives scripts a variable.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script that must not fail.</summary>
    public IReadOnlyList<PSObject> Run(string script)
    {
        using PowerShell shell = Shell(script);
        IReadOnlyList<PSObject> output = shell.Invoke();
        Assert.Empty(shell.Streams.Error);
        return output;
    }

    /// <summary>Runs a script that must not fail and writes one object of a type.</summary>
    public T One<T>(string script) => Assert.IsType<T>(Assert.Single(Run(script)).BaseObject);

    /// <summary>Runs a script that must not fail and writes objects of a type.</summary>
    public IReadOnlyList<T> All<T>(string script) => [.. Run(script).Select(o => Assert.IsType<T>(o.BaseObject))];

    /// <summary>Runs a script that must write exactly one error.</summary>
    public ErrorRecord Fails(string script)
    {
        using PowerShell shell = Shell(script);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException terminating)
        {
            Assert.Empty(shell.Streams.Error);
            return terminating.ErrorRecord;
        }

        return Assert.Single(shell.Streams.Error);
    }

    /// <summary>A script that is ready to run. The caller disposes it.</summary>
    public PowerShell Shell(string script)
    {
        PowerShell shell = PowerShell.Create(_runspace);
        return shell.AddScript(script);
    }

    public void Dispose() => _runspace.Dispose();
}
