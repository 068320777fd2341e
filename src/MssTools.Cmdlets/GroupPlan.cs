using System.Globalization;

namespace MssTools.Cmdlets;

/// <summary>What a group will cost and give, as far as its definition tells: for -WhatIf.</summary>
internal static class GroupPlan
{
    private const int SecondsPerHour = 3600;
    private const int SecondsPerDay = 86_400;
    private const long UsualSound = 128_000;

    /// <summary>Sentences about where its files go, how many, how much a day, and how far behind its viewers are.</summary>
    public static string Of(StreamDefinition group)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        int renditions = group.LocalStreamNames.Count;
        string places = group.HasFiles ? string.Join(", ", group.PerOutput().Select(output => $"'{output.ManifestPath}'")) : string.Join(", ", group.Push.Points.Select(PushDefinition.Shown));
        string files = string.Create(culture, $"{2L * renditions * SecondsPerHour / group.ChunkLength} files an hour (a picture and a sound each rendition)");
        long known = group.Bandwidths.Sum();
        string size = known == 0 || group.Bandwidths.Any(b => b == 0)
            ? "disk use as the bit rates of the inputs have it"
            : string.Create(culture, $"about {(known + renditions * UsualSound) / 8.0 * SecondsPerDay / 1e9:0.#} GB a day");
        string kept = group.PlaylistType == PlaylistType.Rolling
            ? string.Create(culture, $", of which {(group.PlaylistLength + group.EffectiveStaleRetentionCount) * group.ChunkLength} s stay")
            : group.IsLive ? ", and all of it stays" : "";
        string latency = !group.IsLive ? "" : string.Create(
            culture,
            $" A fragment is listed {group.ChunkLength * (1 + group.LookAheadFragmentCount)} s after it begins ({group.ChunkLength} s, and {group.LookAheadFragmentCount} that it announces).");
        return $"Into {places}: {files}, {size}{kept}.{latency}";
    }
}
