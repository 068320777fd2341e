using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MssTools.Core.Checks.Reports;

/// <summary>Findings as SARIF 2.1.0, with all rules.</summary>
internal static class SarifReport
{
    private static readonly JsonWriterOptions s_format = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the report.</summary>
    /// <param name="presentations">What was checked, and what was found in each.</param>
    public static string Write(IReadOnlyList<KeyValuePair<string, IReadOnlyList<MssFinding>>> presentations)
    {
        ArgumentNullException.ThrowIfNull(presentations);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_format))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json);
            json.WriteStartArray("results");
            foreach (MssFinding finding in presentations.SelectMany(p => p.Value))
            {
                WriteResult(json, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "MssTools");
        json.WriteStartArray("rules");
        foreach (CheckRule rule in CheckRules.All)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText(json, "shortDescription", rule.Title + ".");
            WriteText(json, "fullDescription", $"{rule.Title}. {rule.Reference}.");
            WriteText(json, "help", rule.Advice);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, MssFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Id);
        json.WriteString("level", Level(finding.Severity));
        WriteText(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        (string document, int? line, long? offset) = Place(finding);
        json.WriteString("uri", ToUri(document));
        json.WriteEndObject();
        if (line is not null || offset is not null)
        {
            json.WriteStartObject("region");
            if (line is { } number)
            {
                json.WriteNumber("startLine", number);
            }
            else
            {
                json.WriteNumber("byteOffset", offset!.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteString("track", finding.Track);
        json.WriteString("time", finding.Time?.ToString("c"));
        json.WriteNumber("count", finding.Count);
        json.WriteStartArray("players");
        foreach (MssPlayer player in finding.Players)
        {
            json.WriteStringValue(player.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // "line 12" is of the manifest; anything else is a document, perhaps with " at 1204" behind it.
    private static (string Document, int? Line, long? Offset) Place(MssFinding finding)
    {
        if (finding.Place.StartsWith("line ", StringComparison.Ordinal) && int.TryParse(finding.Place.AsSpan(5), out int line))
        {
            return (finding.Manifest, Math.Max(line, 1), null);
        }

        int at = finding.Place.LastIndexOf(" at ", StringComparison.Ordinal);
        return at > 0 && long.TryParse(finding.Place.AsSpan(at + 4), out long offset)
            ? (finding.Place[..at], null, offset)
            : (finding.Place.Length > 0 ? finding.Place : finding.Manifest, null, null);
    }

    private static string ToUri(string document) =>
        Uri.TryCreate(document, UriKind.Absolute, out Uri? uri) ? uri.AbsoluteUri : Uri.EscapeDataString(document).Replace("%2F", "/", StringComparison.Ordinal);

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };
}
