namespace MssTools.Core.EvoStream;

/// <summary>The commands that package, write or send streams.</summary>
internal static class PackagingRules
{
    private const string OneFormat = "Smooth Streaming alone is made here. ffmpeg, or a server in front, makes other formats of the same input.";

    /// <summary>The rules.</summary>
    public static IEnumerable<EvoStreamRule> All { get; } =
    [
        new("createMSSStream", CreateMssStream, PackagingActs.CreateMssStream),
        new("createHLSStream", Nothing("createHLSStream", OneFormat)),
        new("createHDSStream", Nothing("createHDSStream", OneFormat)),
        new("createDASHStream", Nothing("createDASHStream", OneFormat)),
        new("pushStream", Nothing(
            "pushStream",
            "RTMP, RTSP and MPEG-TS are not sent from here. New-MSSStream -IsmType Isml -PublishingPoint pushes Smooth Streaming; ffmpeg sends the rest.")),
        new("record", Nothing("record", "Package the stream with New-MSSStream; Export-MSSGroup and Save-MSSClip make files of a group, or of a stretch of it.")),
        new("transcode", Nothing(
            "transcode", "Have ffmpeg encode where the input is named: Add-MSSLocalStream -Uri 'ffmpeg:-i rtsp://camera/stream -c:v libx264 -c:a aac'.")),
    ];

    /// <summary>A rule for a command that becomes nothing.</summary>
    /// <param name="command">The command.</param>
    /// <param name="because">What to do instead, or why nothing is to be done, in a sentence.</param>
    public static Action<Translation> Nothing(string command, string because) => translation =>
    {
        translation.Lacks($"{command} has no counterpart: {because}");
        translation.LeaveSettings();
    };

    private static void CreateMssStream(Translation t)
    {
        t.Becomes("New-MSSStream");
        t.Add("LocalStreamName", t.TakeRequired("localStreamNames")?.Values);
        t.Numbers("bandwidths", "Bandwidth");
        t.Text("targetFolder", "TargetFolder");
        t.Text("groupName", "GroupName");
        t.Choice<PlaylistType>("playlistType", "PlaylistType");
        t.Number("playlistLength", "PlaylistLength");
        t.Text("manifestName", "ManifestName");
        t.Number("chunkLength", "ChunkLength");
        t.Boolean("chunkOnIDR", "ChunkOnIdr");
        t.Boolean("keepAlive", "KeepAlive");
        t.Boolean("overwriteDestination", "OverwriteDestination");
        t.Number("staleRetentionCount", "StaleRetentionCount");
        t.Boolean("cleanupDestination", "CleanupDestination");
        t.Choice<IsmType>("ismType", "IsmType");
        t.Boolean("isLive", "IsLive");
        t.Text("publishingPoint", "PublishingPoint");
        t.Choice<IngestMode>("ingestMode", "IngestMode");
        t.Numbers("audioBitrates", "AudioBitrate");
        t.Numbers("videoBitrates", "VideoBitrate");
    }
}
