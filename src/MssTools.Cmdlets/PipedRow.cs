using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// What an object of the pipeline names as inputs of <c>New-MSSStream</c>: a text is a path, a file is itself, and a row, such as a line
/// of a CSV file, has a property for them. Of several properties the first that says something counts.
/// </summary>
/// <param name="piped">The object.</param>
internal sealed class PipedRow(PSObject piped)
{
    /// <summary>Paths, wildcards and all.</summary>
    public string[] Path => piped.BaseObject is string text ? [text] : TextsOf("Path");

    /// <summary>Addresses.</summary>
    public string[] Uri => TextsOf("Uri");

    /// <summary>Paths that are taken as they are.</summary>
    public string[] LiteralPath => TextsOf("LiteralPath", "PSPath", "FullName");

    /// <summary>Local streams, or the names of the addresses.</summary>
    public string[] LocalStreamName => TextsOf("LocalStreamName", "LocalStreamNames");

    /// <summary>The error for an object that names none.</summary>
    public MssException Refusal() => new(
        MssError.InvalidSetting,
        $"'{piped}' names no input.",
        "Give rows a property LocalStreamName, Path, LiteralPath or Uri, or pipe what Get-ChildItem, Get-MSSLocalStream or Get-MSSGroup write.");

    private string[] TextsOf(params string[] properties) =>
        properties.Select(property => TextsOf(piped.Properties[property]?.Value)).FirstOrDefault(texts => texts.Length > 0) ?? [];

    private static string[] TextsOf(object? value) =>
        value is null ? [] : Array.FindAll(LanguagePrimitives.ConvertTo<string[]>(value), text => !string.IsNullOrEmpty(text));
}
