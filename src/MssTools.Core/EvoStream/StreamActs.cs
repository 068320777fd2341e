using System.Text.Json.Nodes;

namespace MssTools.Core.EvoStream;

/// <summary>Does what <see cref="StreamRules"/> say.</summary>
internal static class StreamActs
{
    /// <summary>The streams that are written.</summary>
    public static EvoStreamAnswer ListStreams(EvoStreamTask task) => new("Available streams", new JsonArray([.. Active(task).Select(stream => Json(task, stream))]));

    /// <summary>Their numbers.</summary>
    public static EvoStreamAnswer ListStreamsIds(EvoStreamTask task) =>
        new("Available stream IDs", new JsonArray([.. Active(task).Select(stream => JsonValue.Create(stream.Id))]));

    /// <summary>How many they are.</summary>
    public static EvoStreamAnswer GetStreamsCount(EvoStreamTask task) => new("Active streams count", new JsonObject { ["streamCount"] = Active(task).Count() });

    /// <summary>One stream, in whatever state it is.</summary>
    public static EvoStreamAnswer GetStreamInfo(EvoStreamTask task) => new("Stream information", Json(task, Found(task)[0]));

    /// <summary>Whether a stream is written.</summary>
    public static EvoStreamAnswer IsStreamRunning(EvoStreamTask task) => new("Stream status:", new JsonObject { ["Running"] = Selected(task).Any(IsActive) });

    /// <summary>Has streams publish what they hold and end; it is not waited for.</summary>
    public static EvoStreamAnswer ShutdownStream(EvoStreamTask task)
    {
        List<MssStream> streams = Found(task);
        foreach (MssStream stream in streams)
        {
            task.Engine.StopStream(stream.Id);
        }

        return new EvoStreamAnswer("Stream closed", new JsonObject { ["streamInfo"] = Json(task, streams[0]) });
    }

    /// <summary>The streams that a call names, those that are written first.</summary>
    public static IEnumerable<MssStream> Selected(EvoStreamTask task) => task.Engine.GetStreams()
        .Where(stream => task.Call.Value("Id") is long id ? stream.Id == id : IsNamed(stream.Name, (string)task.Call.Value("Name")!))
        .OrderByDescending(IsActive);

    /// <summary>True where a name is meant, as cmdlets find it.</summary>
    public static bool IsNamed(string name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static List<MssStream> Found(EvoStreamTask task) => Selected(task).ToList() is { Count: > 0 } found
        ? found
        : throw new MssException(
            MssError.NotFound, $"Stream {task.Call.Value("Id") ?? task.Call.Value("Name")} not found.", "listConfig and listStreams say what there is.");

    private static IEnumerable<MssStream> Active(EvoStreamTask task) => task.Engine.GetStreams().Where(IsActive);

    private static bool IsActive(MssStream stream) => stream.State is StreamState.Running or StreamState.Stopping;

    private static JsonObject Json(EvoStreamTask task, MssStream stream) => StreamJson.Of(
        stream,
        task.Engine.GetGroups().FirstOrDefault(group => group.Streams.Any(other => other.Id == stream.Id)),
        task.Time.GetUtcNow());
}
