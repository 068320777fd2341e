using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets.EvoStream;

/// <summary>The line to type for a call, and what PowerShell takes for its values.</summary>
internal static class CallLine
{
    /// <summary>The line.</summary>
    /// <param name="call">The call.</param>
    /// <param name="show">What is written of a text.</param>
    public static string Of(EvoStreamCall call, Func<string, string> show)
    {
        IEnumerable<string> arguments = call.Arguments.Select(argument => argument.Value is null
            ? $"-{argument.Parameter}"
            : $"-{argument.Parameter} {PowerShellText.Argument(ValueOf(argument), show)}");
        return call.Frame.Replace("{0}", string.Join(' ', arguments.Prepend(call.Cmdlet)), StringComparison.Ordinal);
    }

    /// <summary>What the parameter is given.</summary>
    public static object ValueOf(EvoStreamArgument argument) => argument switch
    {
        { Value: null } => SwitchParameter.Present,
        { Value: string name, IsName: true } => WildcardPattern.Escape(name),
        _ => argument.Value,
    };
}
