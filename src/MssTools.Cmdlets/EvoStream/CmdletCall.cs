using System.Management.Automation;

namespace MssTools.Cmdlets.EvoStream;

/// <summary>A call of a cmdlet.</summary>
/// <param name="Cmdlet">Its name.</param>
/// <param name="Arguments">Parameters with their values, in order; a <see cref="SwitchParameter"/> has none.</param>
/// <param name="Frame">The line, with the call at <c>{0}</c>.</param>
internal sealed record CmdletCall(string Cmdlet, IReadOnlyList<(string Parameter, object Value)> Arguments, string Frame = "{0}")
{
    /// <summary>The line to type.</summary>
    /// <param name="show">What is written of a text.</param>
    public string Line(Func<string, string> show)
    {
        IEnumerable<string> arguments = Arguments.Select(argument => argument.Value is SwitchParameter
            ? $"-{argument.Parameter}"
            : $"-{argument.Parameter} {PowerShellText.Argument(argument.Value, show)}");
        return Frame.Replace("{0}", string.Join(' ', arguments.Prepend(Cmdlet)), StringComparison.Ordinal);
    }
}
