namespace MssTools.Core.EvoStream;

/// <summary>The commands that show and end streams.</summary>
internal static class StreamRules
{
    private const string NoAliases = "Local streams have one name each: Add-MSSLocalStream names an input a second time.";

    /// <summary>The rules.</summary>
    public static IEnumerable<EvoStreamRule> All { get; } =
    [
        new("listStreams", t => List(t, "{0}"), StreamActs.ListStreams),
        new("listStreamsIds", t => List(t, "{0} | Select-Object -ExpandProperty Id"), StreamActs.ListStreamsIds),
        new("getStreamsCount", t => List(t, "@({0}).Count"), StreamActs.GetStreamsCount),
        new("getStreamInfo", t => One(t, "Get-MSSStream"), StreamActs.GetStreamInfo),
        new("isStreamRunning", t => One(t, "Get-MSSStream", "{0} | Select-Object -Property Name, State"), StreamActs.IsStreamRunning),
        new("shutdownStream", ShutdownStream, StreamActs.ShutdownStream),
        .. new[] { "addStreamAlias", "listStreamAliases", "removeStreamAlias", "flushStreamAliases" }
            .Select(command => new EvoStreamRule(command, PackagingRules.Nothing(command, NoAliases))),
    ];

    /// <summary>Names a stream or a configuration by its number, which is another one here.</summary>
    public static void Id(Translation t, long id)
    {
        t.Add("Id", id);
        t.Lacks($"id={id} is a number of the media server: Get-MSSStream shows the numbers of the streams here.", LossKind.Line);
    }

    // None of the streams here are internal.
    private static void List(Translation t, string frame)
    {
        t.Becomes("Get-MSSStream", frame);
        t.Take("disableInternalStreams");
    }

    private static void ShutdownStream(Translation t)
    {
        One(t, "Stop-MSSStream");
        if (t.TakeBoolean("permanently") == false)
        {
            t.Lacks("permanently=0 has no counterpart: a stream that was ended does not begin again; New-MSSStream makes it anew.");
        }
    }

    private static void One(Translation t, string cmdlet, string frame = "{0}")
    {
        string? name = t.Take("localStreamName")?.Text;
        long? id = t.TakeNumber("id");
        if (name is not null)
        {
            t.Becomes(cmdlet, frame);
            t.AddName("Name", name);
        }
        else if (id is { } number)
        {
            t.Becomes(cmdlet, frame);
            Id(t, number);
        }
        else
        {
            t.Missing.Add("localStreamName");
        }
    }
}
