namespace MssTools.Core;

/// <summary>The call of a cmdlet that a command of EvoStream Media Server becomes.</summary>
/// <param name="Cmdlet">Its name.</param>
/// <param name="Arguments">Its arguments, in order.</param>
/// <param name="Frame">What stands around it in the line to type, with the call at <c>{0}</c>.</param>
public sealed record EvoStreamCall(string Cmdlet, IReadOnlyList<EvoStreamArgument> Arguments, string Frame)
{
    /// <summary>The value of a parameter; null where it has none, or is a switch.</summary>
    internal object? Value(string parameter) => Arguments.FirstOrDefault(argument => argument.Parameter == parameter)?.Value;

    /// <summary>True where a parameter is given.</summary>
    internal bool Has(string parameter) => Arguments.Any(argument => argument.Parameter == parameter);
}

/// <summary>A named argument.</summary>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Value">A text, a number, a boolean, a list of texts or numbers, or a table of texts; null: it is a switch.</param>
/// <param name="IsName">True for one name where the parameter takes wildcards.</param>
public sealed record EvoStreamArgument(string Parameter, object? Value, bool IsName);
