using System.Globalization;
using Xunit;

namespace MssTools.Core.Tests.Repairs;

/// <summary>A recorded group, made of a file.</summary>
internal static class RecordedGroup
{
    /// <summary>Records <c>film</c>, fragments of a second.</summary>
    /// <param name="engine">Who does it.</param>
    /// <param name="targetFolder">The folder that gets the group's folder.</param>
    /// <param name="renditions">How many it has; more than one have bit rates of 1000, 2000 and so on.</param>
    /// <param name="input">The file; null: pictures that do not carry their parameter sets, and sound.</param>
    /// <returns>The group's folder.</returns>
    public static string Make(MssEngine engine, string targetFolder, int renditions, string? input = null)
    {
        string[] names = [.. Enumerable.Range(1, renditions).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        string source = input ?? GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");
        var definition = new StreamDefinition
        {
            LocalStreamNames = names,
            Inputs = [.. names.Select(name => new LocalStreamDefinition { Name = name, Source = source })],
            Bandwidths = renditions == 1 ? [] : [.. names.Select((_, i) => 1000L * (i + 1))],
            TargetFolder = targetFolder,
            GroupName = "film",
            ChunkLength = 1,
            IsLive = false,
        };
        IReadOnlyList<MssStream> streams = engine.Start(definition);
        Assert.All(streams, stream => Assert.True(engine.WaitForEnd(stream.Id, TimeSpan.FromSeconds(60), default)));
        return definition.GroupFolder;
    }
}
