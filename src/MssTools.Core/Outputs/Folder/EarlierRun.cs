using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs.Folder;

/// <summary>Reads what an earlier run of a group left in its folder.</summary>
internal static class EarlierRun
{
    /// <summary>
    /// Reads the manifest and the folders of a group; null where there is nothing. A manifest that is not one of ours
    /// counts as none: the next one replaces it.
    /// </summary>
    public static PublishedGroup? Read(StreamDefinition definition, GroupLayout layout)
    {
        ClientManifest? manifest = ReadManifest(definition.ManifestPath);
        ILookup<bool, string> paths = layout.FindFragments(definition.GroupFolder).ToLookup(path => GroupLayout.PathOfHeld(path) is not null);

        // Names of another TimeScale say nothing about this one's times.
        bool sameClock = manifest is null || manifest.TimeScale == definition.TimeScale;
        return manifest is null && paths.Count == 0 ? null
            : sameClock ? new PublishedGroup(layout, manifest, [.. paths[false]], [.. paths[true].Select(path => Held(definition, path)).OfType<HeldFragment>()])
            : new PublishedGroup(layout, manifest, [], []);
    }

    // One that is damaged is none.
    private static HeldFragment? Held(StreamDefinition definition, string path)
    {
        string file = Path.Join(definition.GroupFolder, path);
        try
        {
            using var bytes = new FileBytes(file);
            return StoredFragment.Read(bytes).Place is { FragmentAbsoluteTime: <= long.MaxValue } place
                ? new HeldFragment(GroupLayout.PathOfHeld(path)!, TimeOf(place, definition.TimeScale), () => StoredFragment.Read(new FileBytes(file)))
                : null;
        }
        catch (Exception failure) when (failure is MssException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FragmentTime TimeOf(TfxdBox place, int timeScale)
    {
        long start = Timescale.Rescale((long)place.FragmentAbsoluteTime, timeScale, Timescale.Ticks);
        return new FragmentTime(start, Timescale.Rescale((long)(place.FragmentAbsoluteTime + place.FragmentDuration), timeScale, Timescale.Ticks) - start);
    }

    private static ClientManifest? ReadManifest(string path)
    {
        try
        {
            return File.Exists(path) && ClientManifestReader.Read(path).ToModel(path) is { StreamIndexes.Count: > 0 } manifest ? manifest : null;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }
}
