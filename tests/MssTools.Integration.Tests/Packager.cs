using MssTools.Core;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>Packages files with an engine of its own.</summary>
internal static class Packager
{
    private const int ChunkLength = 2;

    /// <summary>The definition that tests start from: a recorded group named <c>group</c>.</summary>
    public static StreamDefinition Recorded(string folder, params IReadOnlyList<string> inputs) => new()
    {
        LocalStreamNames = [.. inputs.Select(input => Path.GetFileNameWithoutExtension(input))],
        TargetFolder = folder,
        GroupName = "group",
        ChunkLength = ChunkLength,
        IsLive = false,
    };

    /// <summary>Starts packaging.</summary>
    public static IReadOnlyList<MssStream> Start(MssEngine engine, StreamDefinition definition, IReadOnlyList<string> inputs, bool loop = false) =>
        engine.Start(definition with
        {
            Inputs = [.. definition.LocalStreamNames.Zip(inputs, (name, input) => new LocalStreamDefinition { Name = name, Source = input, Loop = loop })],
        });

    /// <summary>Packages files into a recorded group and checks the laws of groups.</summary>
    public static ClientGroup Package(string folder, params IReadOnlyList<string> inputs) => Package(Recorded(folder, inputs), inputs);

    /// <summary>Packages files into a recorded group and checks the laws of groups.</summary>
    public static ClientGroup Package(StreamDefinition definition, IReadOnlyList<string> inputs)
    {
        var engine = new MssEngine(TimeProvider.System);
        AwaitEnd(engine, Start(engine, definition, inputs), StreamState.Completed);
        return GroupLaws.Check(definition.GroupFolder);
    }

    /// <summary>Waits until streams have ended as expected.</summary>
    public static void AwaitEnd(MssEngine engine, IReadOnlyList<MssStream> streams, StreamState expected)
    {
        foreach (MssStream stream in streams)
        {
            Assert.True(engine.WaitForEnd(stream.Id, Patience.Of(60), CancellationToken.None), $"Stream {stream.Name} did not end.");
        }

        foreach (MssStream stream in engine.GetStreams().Where(s => streams.Any(known => known.Id == s.Id)))
        {
            Assert.True(stream.State == expected, $"{stream.Name} is {stream.State}: {stream.LastError}");
        }
    }
}
