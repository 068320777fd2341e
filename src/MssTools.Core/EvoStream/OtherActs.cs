using System.Text.Json.Nodes;

namespace MssTools.Core.EvoStream;

/// <summary>Does what <see cref="OtherRules"/> say.</summary>
internal static class OtherActs
{
    /// <summary>How many viewers the servers have.</summary>
    public static EvoStreamAnswer HttpClientsConnected(EvoStreamTask task) => new(
        "Number of clients connected to the web servers",
        new JsonObject { ["groupName"] = "", ["httpStreamingSessionsCount"] = task.Engine.GetServers().Sum(server => server.Sessions) });

    /// <summary>What answers, and in which version.</summary>
    public static EvoStreamAnswer Version(EvoStreamTask task) => new("Version", new JsonObject
    {
        ["banner"] = $"MssTools version {ServiceHost.Version}, which answers the commands of EvoStream Media Server",
        ["branchName"] = "",
        ["buildDate"] = "",
        ["buildNumber"] = "",
        ["codeName"] = "MssTools",
        ["hash"] = "",
        ["releaseNumber"] = ServiceHost.Version,
    });

    /// <summary>The commands that are done, with their settings.</summary>
    public static EvoStreamAnswer Help(EvoStreamTask task) =>
        new("Available commands", new JsonArray([.. EvoStreamRules.All.Where(rule => rule.Act is not null).Select(Describe)]));

    private static JsonObject Describe(EvoStreamRule rule)
    {
        Translation translation = EvoStreamRules.Translate(new EvoStreamCommand(rule.Command, []));
        return new JsonObject
        {
            ["command"] = rule.Command,
            ["deprecated"] = false,
            ["description"] = "ConvertFrom-EvoStreamCommand says what it becomes.",
            ["parameters"] = new JsonArray([.. translation.Known.Order(StringComparer.Ordinal).Select(name => new JsonObject
            {
                ["mandatory"] = translation.Missing.Contains(name),
                ["name"] = name,
            })]),
        };
    }
}
