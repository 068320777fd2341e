using System.Text.Json.Nodes;

namespace MssTools.Core.EvoStream;

/// <summary>A group as the media server describes it: settings have the names of createMSSStream. Addresses have stars in the place of secrets.</summary>
internal static class GroupJson
{
    private const int OperationType = 5;

    /// <summary>The settings of a group, and the numbers of its streams: what createMSSStream answers.</summary>
    public static JsonObject Created(StreamDefinition definition, IEnumerable<MssStream> streams)
    {
        JsonObject data = Settings(definition);
        data["bandwidths"] = Numbers(definition.Bandwidths.Count > 0 ? definition.Bandwidths : [.. definition.LocalStreamNames.Select(_ => 0L)]);
        if (definition.AudioBitrates.Count > 0)
        {
            data["audioBitrates"] = Numbers(definition.AudioBitrates);
        }

        if (definition.VideoBitrates.Count > 0)
        {
            data["videoBitrates"] = Numbers(definition.VideoBitrates);
        }

        data["configIds"] = Numbers(streams.Select(stream => (long)stream.Id));
        data["localStreamNames"] = new JsonArray([.. definition.LocalStreamNames.Select(name => JsonValue.Create(name))]);
        return Sorted(data);
    }

    /// <summary>The configuration of one stream of a group; each has one of its own.</summary>
    public static JsonObject Config(StreamDefinition definition, MssStream stream)
    {
        JsonObject data = Settings(definition);
        data["bandwidth"] = stream.Bandwidth;
        data["configId"] = stream.Id;
        data["localStreamName"] = stream.Name;
        data["operationType"] = OperationType;
        data["status"] = new JsonObject
        {
            ["current"] = Status(stream, stream.History is [.., var current] ? current : null),
            ["previous"] = Status(stream, stream.History is [.., var previous, _] ? previous : null),
        };
        return Sorted(data);
    }

    private static JsonObject Settings(StreamDefinition definition) => new()
    {
        ["chunkLength"] = definition.ChunkLength,
        ["chunkOnIDR"] = definition.ChunkOnIdr,
        ["cleanupDestination"] = definition.CleanupDestination,
        ["groupName"] = definition.GroupName,
        ["ingestMode"] = Word(definition.Push.Mode),
        ["isLive"] = definition.IsLive,
        ["ismType"] = Word(definition.IsmType),
        ["keepAlive"] = definition.KeepAlive,
        ["manifestName"] = definition.ManifestName,
        ["overwriteDestination"] = definition.OverwriteDestination,
        ["playlistLength"] = definition.PlaylistLength,
        ["playlistType"] = Word(definition.PlaylistType),
        ["publishingPoint"] = definition.Push.Points is [var point, ..] ? PushDefinition.Shown(point) : "",
        ["staleRetentionCount"] = definition.EffectiveStaleRetentionCount,
        ["targetFolder"] = definition.TargetFolder,
    };

    private static JsonObject? Status(MssStream stream, StateChange? change)
    {
        if (change is null)
        {
            return null;
        }

        (int code, string description) = change.State switch
        {
            StreamState.Running or StreamState.Stopping => (0, "Streaming"),
            StreamState.Waiting => (2, "Waiting for stream"),
            StreamState.Failed => (5, "Connection failed"),
            _ => (4, "Disconnected"),
        };
        return new JsonObject
        {
            ["code"] = code,
            ["description"] = description,
            ["timestamp"] = change.Time.ToUnixTimeSeconds(),
            ["uniqueStreamId"] = stream.Id,
        };
    }

#pragma warning disable CA1308 // The words of the media server are lower case.
    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static JsonArray Numbers(IEnumerable<long> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    // As the media server writes members.
    private static JsonObject Sorted(JsonObject data) =>
        new(data.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
}
