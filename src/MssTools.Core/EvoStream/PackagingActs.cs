namespace MssTools.Core.EvoStream;

/// <summary>Does what <see cref="PackagingRules"/> say.</summary>
internal static class PackagingActs
{
    /// <summary>Starts a group. One that runs with the same settings is left alone, and its numbers are answered again.</summary>
    public static EvoStreamAnswer CreateMssStream(EvoStreamTask task)
    {
        StreamDefinition definition = CallDefinitions.Group(task.Call);
        MssEngine.RefuseEndless(definition, task.Engine.GetLocalStreams);
        IReadOnlyList<MssStream> streams = task.Engine.Start(definition);
        return new EvoStreamAnswer("MSS stream created", GroupJson.Created(definition, streams));
    }
}
