using System.Text.Json.Nodes;

namespace MssTools.Core.EvoStream;

/// <summary>Does what <see cref="ConfigRules"/> say.</summary>
internal static class ConfigActs
{
    /// <summary>What the engine was told: inputs, and streams of groups, by the names that the media server has for such lists.</summary>
    public static EvoStreamAnswer ListConfig(EvoStreamTask task) => new("Run-time configuration", new JsonObject
    {
        ["dash"] = new JsonArray(),
        ["hds"] = new JsonArray(),
        ["hls"] = new JsonArray(),
        ["mss"] = new JsonArray([.. task.Engine.GetGroups().SelectMany(Configs)]),
        ["process"] = new JsonArray(),
        ["pull"] = new JsonArray([.. Pulled(task).Select(InputJson.Config)]),
        ["push"] = new JsonArray(),
        ["record"] = new JsonArray(),
        ["webrtc"] = new JsonArray(),
    });

    /// <summary>One of them.</summary>
    public static EvoStreamAnswer GetConfigInfo(EvoStreamTask task) => new("Configuration Info", Config(task) ?? throw Unknown(task));

    /// <summary>Ends a group, a stream of one, or an input with all that reads it, and forgets it.</summary>
    public static EvoStreamAnswer RemoveConfig(EvoStreamTask task) =>
        new("Configuration terminated", task.Call.Value("GroupName") is string group ? RemoveGroup(task, group) : RemoveOne(task));

    private static JsonObject RemoveGroup(EvoStreamTask task, string name)
    {
        List<MssGroup> groups = [.. task.Engine.GetGroups().Where(group => StreamActs.IsNamed(group.GroupName, name))];
        if (groups.Count == 0)
        {
            throw new MssException(MssError.NotFound, $"There is no group '{name}'.", "listConfig says what there is.");
        }

        foreach (MssGroup group in groups)
        {
            task.Wait($"The group '{group.GroupName}'", end =>
            {
                int left = task.Engine.RemoveGroup(group.Definition.Identity, task.Call.Has("DeleteFile"), end);
                if (left > 0)
                {
                    throw new OperationCanceledException($"{left} files are left.", end);
                }
            });
        }

        return Configs(groups[0]).FirstOrDefault() ?? new JsonObject { ["groupName"] = groups[0].GroupName };
    }

    private static JsonObject RemoveOne(EvoStreamTask task)
    {
        JsonObject config = Config(task) ?? throw Unknown(task);
        LocalStream? input = Pulled(task).FirstOrDefault(known => ConfigNumber.Of(known.Name) == Id(task));
        RemoveStreams(task, task.Engine.GetStreams().Where(stream => input is null ? stream.Id == Id(task) : StreamActs.IsNamed(stream.Name, input.Name)));
        if (input is not null)
        {
            task.Engine.RemoveLocalStream(input.Name);
        }

        return config;
    }

    // All are asked to end before one is awaited, so that the renditions of a group end together.
    private static void RemoveStreams(EvoStreamTask task, IEnumerable<MssStream> streams)
    {
        List<MssStream> chosen = [.. streams];
        chosen.ForEach(stream => task.Engine.StopStream(stream.Id));
        foreach (MssStream stream in chosen)
        {
            task.Wait($"The stream '{stream.Name}'", end => task.Engine.WaitForEnd(stream.Id, Timeout.InfiniteTimeSpan, end));
            task.Engine.Remove(stream.Id);
        }
    }

    private static JsonObject? Config(EvoStreamTask task) =>
        task.Engine.GetGroups().SelectMany(Configs).Concat(Pulled(task).Select(InputJson.Config))
            .FirstOrDefault(config => (int)config["configId"]! == Id(task));

    private static IEnumerable<JsonObject> Configs(MssGroup group) => group.Streams.Select(stream => GroupJson.Config(group.Definition, stream));

    // What an encoder pushes was configured by nobody.
    private static IEnumerable<LocalStream> Pulled(EvoStreamTask task) => task.Engine.GetLocalStreams().Where(input => !input.IsPublished);

    private static long Id(EvoStreamTask task) => (long)task.Call.Value("Id")!;

    private static MssException Unknown(EvoStreamTask task) =>
        new(MssError.NotFound, $"Config ID {Id(task)} not found.", "listConfig says what there is.");
}
