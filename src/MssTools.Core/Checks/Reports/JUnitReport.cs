using System.Globalization;
using System.Text;
using System.Xml;

namespace MssTools.Core.Checks.Reports;

/// <summary>Findings as JUnit XML: a suite for each presentation, a test for each rule. Errors and warnings fail; information is output.</summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings s_format = new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };

    /// <summary>Writes the report.</summary>
    /// <param name="presentations">What was checked, and what was found in each.</param>
    public static string Write(IReadOnlyList<KeyValuePair<string, IReadOnlyList<MssFinding>>> presentations)
    {
        ArgumentNullException.ThrowIfNull(presentations);
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, s_format))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "Smooth Streaming");
            foreach ((string target, IReadOnlyList<MssFinding> findings) in presentations)
            {
                WriteSuite(xml, target, findings.ToLookup(f => f.Id));
            }

            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteSuite(XmlWriter xml, string target, ILookup<string, MssFinding> findings)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", ForeignText.Value(target));
        xml.WriteAttributeString("tests", CheckRules.All.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", CheckRules.All.Count(r => IsFailure(r) && findings.Contains(r.Id)).ToString(CultureInfo.InvariantCulture));
        foreach ((string family, IReadOnlyList<CheckRule> rules) in CheckRules.Families)
        {
            foreach (CheckRule rule in rules)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", family);
                xml.WriteAttributeString("name", $"{rule.Id} {rule.Title}");
                if (findings.Contains(rule.Id))
                {
                    WriteOutcome(xml, rule, [.. findings[rule.Id]]);
                }

                xml.WriteEndElement();
            }
        }

        xml.WriteEndElement();
    }

    private static void WriteOutcome(XmlWriter xml, CheckRule rule, List<MssFinding> findings)
    {
        xml.WriteStartElement(IsFailure(rule) ? "failure" : "system-out");
        if (IsFailure(rule))
        {
            xml.WriteAttributeString("type", rule.Severity.ToString());
            xml.WriteAttributeString("message", findings[0].Message);
        }

        foreach (MssFinding finding in findings)
        {
            xml.WriteString($"{finding.Track} {finding.Time} {finding.Message} {finding.Place}\n".TrimStart());
        }

        xml.WriteString($"{rule.Reference}. {rule.Advice}");
        xml.WriteEndElement();
    }

    private static bool IsFailure(CheckRule rule) => rule.Severity > FindingSeverity.Information;
}
