using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MssTools.Core.Tests;

/// <summary>What the documentation of the model says of its properties, as plain text: schemas say the same.</summary>
internal static partial class ModelDocumentation
{
    private static readonly Dictionary<string, string> s_summaries = XDocument.Load(Path.ChangeExtension(typeof(StreamDefinition).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));

    /// <summary>The summary of a property; null: it has none.</summary>
    public static string? Of(PropertyInfo property) => s_summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string Plain(XElement summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } cref => cref.Value[(cref.Value.LastIndexOf('.') + 1)..],
        XElement element => element.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
