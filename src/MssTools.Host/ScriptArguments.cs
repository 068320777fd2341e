using System.Management.Automation;

namespace MssTools.Host;

/// <summary>Hands command-line arguments to a script the way a shell does.</summary>
internal static class ScriptArguments
{
    /// <summary><c>-Name value</c> and <c>-Switch</c> become parameters, everything else an argument.</summary>
    public static void AddTo(PowerShell shell, ReadOnlySpan<string> arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!IsName(arguments[i]))
            {
                shell.AddArgument(arguments[i]);
            }
            else if (i + 1 < arguments.Length && !IsName(arguments[i + 1]))
            {
                shell.AddParameter(arguments[i][1..], arguments[++i]);
            }
            else
            {
                shell.AddParameter(arguments[i][1..]);
            }
        }
    }

    private static bool IsName(string argument) =>
        argument.Length > 1 && argument[0] == '-' && char.IsLetter(argument[1]);
}
