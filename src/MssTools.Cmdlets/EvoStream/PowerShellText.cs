using System.Globalization;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace MssTools.Cmdlets.EvoStream;

/// <summary>Writes values as the arguments of a PowerShell command.</summary>
internal static partial class PowerShellText
{
    /// <summary>A value as an argument.</summary>
    /// <param name="value">A text, a number, a boolean, a list of texts or numbers, or a table of texts.</param>
    /// <param name="show">What is written of a text.</param>
    public static string Argument(object value, Func<string, string> show) => value switch
    {
        bool flag => flag ? "$true" : "$false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        string text => Word(show(text)),
        IEnumerable<long> numbers => string.Join(", ", numbers.Select(number => Argument(number, show))),
        IEnumerable<string> texts => string.Join(", ", texts.Select(text => Word(show(text)))),
        IReadOnlyDictionary<string, string> table =>
            $"@{{ {string.Join("; ", table.Select(entry => $"{Quoted(show(entry.Key))} = {Quoted(show(entry.Value))}"))} }}",
        _ => throw new ArgumentException($"A {value.GetType()} is no argument.", nameof(value)),
    };

    // What PowerShell takes as one word, and as a text even in a list, stays as it is.
    private static string Word(string text) => Plain().IsMatch(text) ? text : Quoted(text);

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"^(\./|/)?[A-Za-z_][A-Za-z0-9_./:\\-]*\z")]
    private static partial Regex Plain();
}
