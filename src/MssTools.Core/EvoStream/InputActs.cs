using System.Text.Json.Nodes;
using MssTools.Core.Inputs;

namespace MssTools.Core.EvoStream;

/// <summary>Does what <see cref="InputRules"/> say.</summary>
internal static class InputActs
{
    /// <summary>Names an input; streams open it when they begin.</summary>
    public static EvoStreamAnswer PullStream(EvoStreamTask task)
    {
        LocalStream added = task.Engine.AddLocalStream(CallDefinitions.LocalStream(task.Call));
        return new EvoStreamAnswer($"Stream {added.Source} enqueued for pulling", InputJson.Pulled(added));
    }

    /// <summary>The local streams.</summary>
    public static EvoStreamAnswer ListInboundStreams(EvoStreamTask task) =>
        new("Available inbound streams", new JsonArray([.. task.Engine.GetLocalStreams().Select(InputJson.Of)]));

    /// <summary>The names of the local streams.</summary>
    public static EvoStreamAnswer ListInboundStreamNames(EvoStreamTask task) => new(
        "Inbound local stream names",
        new JsonArray([.. task.Engine.GetLocalStreams().Select(input => new JsonObject { ["name"] = input.Name })]));

    /// <summary>
    /// Lets an encoder in at the port of RTMP servers, which is opened for the first key. It is opened anew for a further one, if no encoder would be cut
    /// off by that.
    /// </summary>
    public static EvoStreamAnswer CreateIngestPoint(EvoStreamTask task)
    {
        IngestDefinition wanted = CallDefinitions.Ingest(task.Call);
        (string key, string name) = wanted.StreamKeys.Single();
        IngestDefinition? there = task.Engine.GetConfiguration().Ingests.FirstOrDefault(ingest => ingest.Port == wanted.Port);
        if (there is null)
        {
            task.Engine.StartIngest(wanted);
        }
        else if (!there.StreamKeys.TryGetValue(key, out string? known))
        {
            RefuseIfInUse(task.Engine, there);
            task.Engine.Ensure(there with { StreamKeys = new Dictionary<string, string>(there.StreamKeys) { [key] = name } }, isPlan: false);
        }
        else if (known != name)
        {
            throw new MssException(
                MssError.AlreadyExists, $"The private stream name stands for '{known}' already.", "Choose another private stream name.");
        }

        return new EvoStreamAnswer("Ingest point created", Point(name));
    }

    /// <summary>The keys that encoders may publish with; which is not told.</summary>
    public static EvoStreamAnswer ListIngestPoints(EvoStreamTask task) => new(
        "Available ingest points",
        new JsonArray([.. task.Engine.GetConfiguration().Ingests.SelectMany(ingest => ingest.StreamKeys.Values).Order(StringComparer.Ordinal).Select(Point)]));

    private static void RefuseIfInUse(IMssEngine engine, IngestDefinition there)
    {
        if (there.StreamKeys.Count == 0)
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"Port {there.Port} was opened for every key, and a private stream name would shut the others out.",
                "Leave it as it is, or close it with Stop-MSSIngest first.");
        }

        if (engine.GetIngests().Where(ingest => ingest.Port == there.Port).Sum(ingest => ingest.Publishers.Count) is > 0 and var publishers)
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"Port {there.Port} has to be opened anew for a further private stream name, and {publishers} {(publishers == 1 ? "encoder publishes" : "encoders publish")} there now.",
                "Send the command again when none does, or open the port once, with all keys, by Start-MSSIngest -StreamKey.");
        }
    }

    // A private stream name is what an encoder must know to publish.
    private static JsonObject Point(string name) => new() { ["privateStreamName"] = SourceSecrets.Stars, ["publicStreamName"] = name };
}
