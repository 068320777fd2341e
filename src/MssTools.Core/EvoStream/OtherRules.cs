namespace MssTools.Core.EvoStream;

/// <summary>The commands about the server itself.</summary>
internal static class OtherRules
{
    private const string OfTheServer = "It is about the media server itself, in whose place PowerShell stands.";

    /// <summary>The rules.</summary>
    public static IEnumerable<EvoStreamRule> All { get; } =
    [
        new("listHttpStreamingSessions", PackagingRules.Nothing(
            "listHttpStreamingSessions", "Get-MSSServer shows how many viewers there are (Sessions, Connections), and names none.")),
        new("httpClientsConnected", t => t.Becomes("Get-MSSServer", "{0} | Select-Object -ExpandProperty Sessions"), OtherActs.HttpClientsConnected),
        new("version", t => t.Becomes("Get-Module MssTools", "({0}).Version"), OtherActs.Version),
        new("help", t => t.Becomes("Get-Help about_MssTools"), OtherActs.Help),
        new("setAuthentication", PackagingRules.Nothing(
            "setAuthentication", "Start-MSSServer -Credential or -Token says who may watch, Start-MSSIngest -StreamKey who may publish.")),
        new("setLogLevel", PackagingRules.Nothing("setLogLevel", "-Verbose of each cmdlet says more.")),
        new("launchProcess", PackagingRules.Nothing("launchProcess", "Start-Process starts a program.")),
        new("shutdownServer", PackagingRules.Nothing("shutdownServer", "Remove-Module MssTools ends all streams, and so does the end of PowerShell.")),
        .. new[]
        {
            "addStorage", "clientsConnected", "createService", "enableService", "generateLazyPullFile", "generateServerPlaylist", "getBandwidth",
            "getConnectionInfo", "getConnectionsCount", "getConnectionsCountLimit", "getExtendedConnectionCounters", "getMetadata",
            "insertPlaylistItem", "listConnections", "listConnectionsIds", "listServices", "listStorage", "listTimers", "pushMetadata", "quit",
            "removeStorage", "removeTimer", "resetMaxFdCounters", "resetTotalFdCounters", "setBandwidthLimit", "setConnectionsCountLimit", "setTimer",
            "shutdownMetadata", "shutdownService", "startWebRTC", "stopWebRTC", "uploadMedia",
        }.Select(command => new EvoStreamRule(command, PackagingRules.Nothing(command, OfTheServer))),
    ];
}
