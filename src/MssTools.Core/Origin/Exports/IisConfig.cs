using System.Xml.Linq;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin.Exports;

/// <summary>The configuration of IIS: the web.config of the root. The rules need the URL Rewrite module.</summary>
internal static class IisConfig
{
    /// <summary>Writes the configuration.</summary>
    public static string Write(StaticSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var server = new XElement("system.webServer",
            new XElement("staticContent",
                new XElement("clear"),
                StaticSite.Types.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new XElement("mimeMap",
                    new XAttribute("fileExtension", "." + t.Key), new XAttribute("mimeType", t.Value)))),
            new XElement("httpProtocol", new XElement("customHeaders",
                Header("Access-Control-Allow-Origin", "*"),
                Header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
                Header("Access-Control-Allow-Headers", "Authorization, Range, If-None-Match, If-Modified-Since, If-Range"),
                Header("Access-Control-Max-Age", "86400"),
                Header("Access-Control-Expose-Headers", "Date"),
                Header("X-Content-Type-Options", "nosniff"),
                new XElement("remove", new XAttribute("name", "X-Powered-By")))),
            new XElement("directoryBrowse", new XAttribute("enabled", "false")),
            new XElement("urlCompression", new XAttribute("doDynamicCompression", "false"), new XAttribute("doStaticCompression", "true")),
            new XElement("security", new XElement("requestFiltering",
                new XElement("verbs", new XAttribute("allowUnlisted", "false"), Verb("GET"), Verb("HEAD"), Verb("OPTIONS")),
                new XElement("denyUrlSequences", new XElement("add", new XAttribute("sequence", "/."))))),
            new XElement("rewrite", new XElement("rules", Rules(site)), new XElement("outboundRules", CacheRules(site))));
        return new XDocument(
            new XComment(site.Fill(" MssTools: serves @ROOT@ as Start-MSSServer does. Put it into that folder; it needs the URL Rewrite module. ")),
            new XElement("configuration", server)) + "\n";
    }

    private static IEnumerable<XElement> Rules(StaticSite site)
    {
        yield return Rule("Manifest", @"^(.+?)(?:\.isml?)?/manifest$", "{R:1}/manifest.ismc");
        foreach ((string group, string stream) in site.Streams)
        {
            yield return Rule(
                $"Fragments of {group}",
                $@"^({System.Text.RegularExpressions.Regex.Escape(group[1..])})(?:\.isml?)?/QualityLevels\((\d+)\)/Fragments\(({GroupLayout.Pictures}|{GroupLayout.Sounds})(?:_\d+)?=(\d+)\)$",
                $"{{R:1}}/{stream}/{{R:3}}/{{R:2}}/{{R:4}}.fmp4");
        }

        const string Fragments = $@"^(.*?)([^/]+?)(?:\.isml?)?/QualityLevels\((\d+)\)/Fragments\(({GroupLayout.Pictures}|{GroupLayout.Sounds})(?:_\d+)?=(\d+)\)$";
        XElement several = Rule("Fragments of several streams", Fragments, "{R:1}{R:2}/{R:3}/{R:4}/{R:5}.fmp4");
        several.Element("match")!.AddAfterSelf(new XElement("conditions", new XElement("add",
            new XAttribute("input", @"{APPL_PHYSICAL_PATH}{R:1}{R:2}\{R:3}\{R:4}\{R:5}.fmp4"), new XAttribute("matchType", "IsFile"))));
        yield return several;
        yield return Rule("Fragments of one stream", Fragments, "{R:1}{R:2}/{R:2}/{R:4}/{R:3}/{R:5}.fmp4");
        yield return Rule("Files", @"^(.+)\.isml?/(.+\.fmp4)$", "{R:1}/{R:2}");
    }

    private static IEnumerable<XElement> CacheRules(StaticSite site)
    {
        yield return CacheRule("Fragments", @"\.fmp4$", "public, max-age=31536000, immutable");
        yield return CacheRule("Manifests", @"\.ismc$", site.Fill("public, max-age=@SECONDS@"));
    }

    private static XElement Rule(string name, string pattern, string url) => new("rule",
        new XAttribute("name", name),
        new XAttribute("stopProcessing", "true"),
        new XElement("match", new XAttribute("url", pattern)),
        new XElement("action", new XAttribute("type", "Rewrite"), new XAttribute("url", url)));

    private static XElement CacheRule(string name, string pattern, string value) => new("rule",
        new XAttribute("name", name),
        new XElement("match", new XAttribute("serverVariable", "RESPONSE_Cache_Control"), new XAttribute("pattern", ".*")),
        new XElement("conditions",
            new XElement("add", new XAttribute("input", "{URL}"), new XAttribute("pattern", pattern)),
            new XElement("add", new XAttribute("input", "{RESPONSE_STATUS}"), new XAttribute("pattern", "^(200|206|304)"))),
        new XElement("action", new XAttribute("type", "Rewrite"), new XAttribute("value", value)));

    private static XElement Header(string name, string value) => new("add", new XAttribute("name", name), new XAttribute("value", value));

    private static XElement Verb(string verb) => new("add", new XAttribute("verb", verb), new XAttribute("allowed", "true"));
}
