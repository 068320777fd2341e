namespace MssTools.Core.Services.Capacity;

/// <summary>A recording that is made here, as a file that channels read: coding it anew for each would be more work than packaging it.</summary>
internal static class CapacityMedia
{
    /// <summary>How long it is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private const string Name = "capacity";

    /// <summary>Makes it.</summary>
    /// <param name="engine">Does it.</param>
    /// <param name="folder">Full path of a folder of its own.</param>
    /// <param name="kilobits">Of the picture.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Full path of an MP4 file.</returns>
    public static string Make(MssEngine engine, string folder, int kilobits, CancellationToken cancellationToken)
    {
        (int width, int height) = kilobits >= 1500 ? (1280, 720) : kilobits >= 500 ? (640, 360) : (256, 144);
        var definition = new StreamDefinition
        {
            GroupName = Name,
            TargetFolder = folder,
            LocalStreamNames = [Name],
            Inputs =
            [
                new LocalStreamDefinition
                {
                    Name = Name,
                    Source = $"test:?width={width}&height={height}&bitrate={kilobits * 1000}&gop={CapacityDefinition.FragmentSeconds}&duration={(int)Length.TotalSeconds}",
                },
            ],
            ChunkLength = CapacityDefinition.FragmentSeconds,
            IsLive = false,
        };
        RecordedGroups.Package(engine, definition, cancellationToken);
        var export = new ExportDefinition { Source = definition.ManifestPath, Destination = folder, Format = ExportFormat.Mp4, SingleFile = true, Name = Name };
        return engine.Export(export, static (_, _) => { }, cancellationToken).Files[0];
    }
}
