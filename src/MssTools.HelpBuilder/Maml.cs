using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;

namespace MssTools.HelpBuilder;

/// <summary>Writes the help file that Get-Help reads (Microsoft Assistance Markup Language).</summary>
internal static class Maml
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    // Written by the engine for every cmdlet that asks; nothing of ours to add.
    private static readonly Dictionary<string, string> s_shouldProcess = new(StringComparer.Ordinal)
    {
        ["WhatIf"] = "Shows what would happen. Nothing is changed.",
        ["Confirm"] = "Asks before anything is changed.",
    };

    /// <summary>The whole file.</summary>
    public static XDocument Document(IEnumerable<XElement> commands) => new(new XElement(
        s_help + "helpItems",
        new XAttribute("schema", "maml"),
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        commands));

    /// <summary>The help of one cmdlet.</summary>
    public static XElement Command(CmdletInfo cmdlet, CommandPage page) => new(
        s_command + "command",
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", cmdlet.Name),
            new XElement(s_command + "verb", cmdlet.Verb),
            new XElement(s_command + "noun", cmdlet.Noun),
            Description([page.Synopsis])),
        Description(page.Description),
        new XElement(s_command + "syntax", cmdlet.ParameterSets
            .OrderByDescending(set => set.IsDefault)
            .Select(set => new XElement(
                s_command + "syntaxItem",
                new XElement(s_maml + "name", cmdlet.Name),
                Own(set).Select(p => Parameter(p, page, isSyntax: true))))),
        new XElement(s_command + "parameters", cmdlet.ParameterSets
            .SelectMany(Own)
            .DistinctBy(p => p.Name)
            .Select(p => Parameter(p, page, isSyntax: false))),
        new XElement(s_command + "inputTypes", page.Inputs.Select(text => Typed("inputType", text))),
        new XElement(s_command + "returnValues", page.Outputs.Select(text => Typed("returnValue", text))),
        new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
        new XElement(s_command + "examples", page.Examples.Select(Example)),
        new XElement(s_command + "relatedLinks", page.Links.Select(link =>
            new XElement(s_maml + "navigationLink", new XElement(s_maml + "linkText", link)))));

    private static IEnumerable<CommandParameterInfo> Own(CommandParameterSetInfo set) => set.Parameters
        .Where(p => !Cmdlet.CommonParameters.Contains(p.Name))
        .OrderBy(p => p.Position >= 0 ? p.Position : int.MaxValue)
        .ThenByDescending(p => p.IsMandatory)
        .ThenBy(p => s_shouldProcess.ContainsKey(p.Name));

    private static XElement Parameter(CommandParameterInfo parameter, CommandPage page, bool isSyntax)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        bool isSwitch = type == typeof(SwitchParameter);
        (IReadOnlyList<string> text, string byDefault) = page.Parameters.GetValueOrDefault(
            parameter.Name, ([s_shouldProcess.GetValueOrDefault(parameter.Name, "")], "False"));
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", parameter.IsMandatory),
            new XAttribute("variableLength", type.IsArray),
            new XAttribute("globbing", parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any()),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute(
                "position",
                parameter.Position >= 0 ? parameter.Position.ToString(CultureInfo.InvariantCulture) : "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(s_maml + "name", parameter.Name),
            Description(text),
            type.IsEnum ? Values(type, isSyntax) : null,
            isSwitch && isSyntax
                ? null
                : new XElement(
                    s_command + "parameterValue",
                    new XAttribute("required", true),
                    new XAttribute("variableLength", false),
                    NameOf(type)),
            new XElement(s_dev + "type", new XElement(s_maml + "name", NameOf(type)), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", byDefault));
    }

    private static XElement? Values(Type type, bool isSyntax) => isSyntax
        ? new XElement(s_command + "parameterValueGroup", Enum.GetNames(type).Select(name => new XElement(
            s_command + "parameterValue",
            new XAttribute("required", false),
            new XAttribute("variableLength", false),
            name)))
        : null;

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    private static string NameOf(Type type) => type == typeof(SwitchParameter) ? "SwitchParameter" : type.Name;

    // "MssTools.MssStream: one per rendition": the first word is the type.
    private static XElement Typed(string element, string text)
    {
        string type = text.Split(' ', 2)[0].TrimEnd(':');
        string rest = text.Contains(' ', StringComparison.Ordinal) ? text.Split(' ', 2)[1] : "";
        return new XElement(
            s_command + element,
            new XElement(s_dev + "type", new XElement(s_maml + "name", type)),
            Description([rest]));
    }

    private static XElement Example((string Title, string Code, IReadOnlyList<string> Remarks) example, int index) =>
        new(
            s_command + "example",
            new XElement(s_maml + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
            new XElement(s_dev + "code", example.Code),
            new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""]))); // an empty line parts examples

    private static XElement Description(IEnumerable<string> text) => new(s_maml + "description", Paragraphs(text));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> text) =>
        text.Select(t => new XElement(s_maml + "para", t));
}
