using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// What an object of the pipeline names as inputs of <c>New-MSSStream</c>: a text is a path or an address, a file is itself, and a row, such as a line
/// of a CSV file, has a property for them. Of several properties the first that says something counts.
/// </summary>
/// <param name="piped">The object.</param>
internal sealed class PipedRow(PSObject piped)
{
    private readonly PipedObject _object = new(piped);

    /// <summary>Paths, wildcards and all.</summary>
    public string[] Path => _object.Text is null ? TextsOf("Path") : Texts(isAddress: false);

    /// <summary>Addresses.</summary>
    public string[] Uri => _object.Text is null ? TextsOf("Uri") : Texts(isAddress: true);

    /// <summary>Paths that are taken as they are.</summary>
    public string[] LiteralPath => TextsOf("LiteralPath", "PSPath", "FullName");

    /// <summary>Local streams, or the names of the addresses.</summary>
    public string[] LocalStreamName => TextsOf("LocalStreamName", "LocalStreamNames");

    /// <summary>The error for an object that names none.</summary>
    public MssException Refusal() => new(
        MssError.InvalidSetting,
        $"{_object.Shown} names no input.",
        "Give rows, such as [pscustomobject]@{ Path = 'a.mp4' }, a property LocalStreamName, Path, LiteralPath or Uri, or pipe what Get-ChildItem, Get-MSSLocalStream or Get-MSSGroup write.");

    private string[] Texts(bool isAddress) =>
        string.IsNullOrWhiteSpace(_object.Text) || MssEngine.IsAddress(_object.Text) != isAddress ? [] : [_object.Text];

    private string[] TextsOf(params string[] properties) =>
        properties.Select(property => TextsOf(piped.Properties[property]?.Value)).FirstOrDefault(texts => texts.Length > 0) ?? [];

    private static string[] TextsOf(object? value) =>
        value is null ? [] : Array.FindAll(LanguagePrimitives.ConvertTo<string[]>(value), text => !string.IsNullOrEmpty(text));
}
