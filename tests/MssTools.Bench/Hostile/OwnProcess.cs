using System.Diagnostics;

namespace MssTools.Bench.Hostile;

/// <summary>Another process of this program, in another part.</summary>
internal sealed class OwnProcess : IDisposable
{
    /// <summary>What makes the program play a part.</summary>
    public const string VictimPart = "--hostile-victim";

    /// <inheritdoc cref="VictimPart"/>
    public const string AttackersPart = "--hostile-attackers";

    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="niceness">19: takes only what is left of the processor; 0: as others.</param>
    /// <param name="arguments">Its part, and what that needs.</param>
    public OwnProcess(int niceness, params string[] arguments)
    {
        string program = Path.ChangeExtension(typeof(OwnProcess).Assembly.Location, null);
        _process = Process.Start(new ProcessStartInfo("nice", ["-n", $"{niceness}", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Processor time so far; that of the last look where it has ended.</summary>
    public TimeSpan Cpu
    {
        get
        {
            if (!_process.HasExited)
            {
                field = ProcFs.CpuOfTree(Id);
            }

            return field;
        }
    }

    /// <summary>The next line that it says; null when it has ended.</summary>
    public string? Hear() => _process.StandardOutput.ReadLine();

    /// <summary>Says a line, and gives the answer.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public string Ask(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
            return Hear() ?? throw new InvalidOperationException("The process under test has ended.");
        }
        catch (IOException gone)
        {
            throw new InvalidOperationException("The process under test has ended.", gone);
        }
    }

    /// <summary>Ends its input and waits for it; true if it ended well by itself.</summary>
    public bool End(TimeSpan patience)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            return false; // it is gone
        }

        return _process.WaitForExit(patience) && _process.ExitCode == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
