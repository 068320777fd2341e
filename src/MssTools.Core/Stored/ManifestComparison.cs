using System.Globalization;
using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>In what two manifests are not alike.</summary>
internal static class ManifestComparison
{
    /// <summary>Puts together what has the same name; what has it twice goes by order.</summary>
    public static IEnumerable<Pair<T>> Match<T>(IReadOnlyList<T> reference, IReadOnlyList<T> other, Func<T, string> name)
        where T : class
    {
        List<T> left = [.. other];
        foreach (T one in reference)
        {
            T? two = left.Find(candidate => name(candidate) == name(one));
            if (two is not null)
            {
                left.Remove(two);
            }

            yield return new Pair<T>(one, two);
        }

        foreach (T two in left)
        {
            yield return new Pair<T>(null, two);
        }
    }

    /// <summary>The renditions of a StreamIndex, by what stands for them in addresses.</summary>
    public static IEnumerable<Pair<PublishedQualityLevel>> MatchLevels(PublishedStreamIndex reference, PublishedStreamIndex other) =>
        Match(reference.Levels, other.Levels, NameOf);

    /// <summary>Attributes that only one has, or that have other values.</summary>
    public static IEnumerable<MssDifference> Attributes(string track, ManifestElement reference, ManifestElement other)
    {
        foreach (string name in reference.Attributes.Concat(other.Attributes).Select(attribute => attribute.Key).Distinct())
        {
            if (reference.Text(name) != other.Text(name))
            {
                yield return Differ(track, name, reference.Text(name), other.Text(name));
            }
        }
    }

    /// <summary>Compares two of a name: their attributes, renditions and listed fragments.</summary>
    public static IEnumerable<MssDifference> Compare(Pair<PublishedStreamIndex> index)
    {
        if (index is not { Reference: { } left, Other: { } right })
        {
            string name = (index.Reference ?? index.Other!).Name;
            return [Differ(name, "StreamIndex", index.Reference?.Name, index.Other?.Name)];
        }

        return Attributes(left.Name, left.Element, right.Element)
            .Concat(MatchLevels(left, right).SelectMany(level => Compare(left.Name, level)))
            .Concat(Fragments(left, right));
    }

    private static IEnumerable<MssDifference> Compare(string index, Pair<PublishedQualityLevel> level)
    {
        string track = $"{index} {NameOf(level.Reference ?? level.Other!)}";
        if (level is not { Reference: { } left, Other: { } right })
        {
            return [Differ(track, "QualityLevel", level.Reference is { } one ? NameOf(one) : null, level.Other is { } two ? NameOf(two) : null)];
        }

        IEnumerable<MssDifference> custom = left.CustomText == right.CustomText ? [] : [Differ(track, "CustomAttributes", left.CustomText, right.CustomText)];
        return Attributes(track, left.Element, right.Element).Concat(custom);
    }

    private static IEnumerable<MssDifference> Fragments(PublishedStreamIndex left, PublishedStreamIndex right)
    {
        var others = right.Fragments.DistinctBy(fragment => fragment.Time).ToDictionary(fragment => fragment.Time);
        foreach (ListedFragment fragment in left.Fragments.DistinctBy(fragment => fragment.Time))
        {
            TimeSpan time = left.ToTime(fragment.Time);
            if (!others.Remove(fragment.Time, out ListedFragment other))
            {
                yield return Differ(left.Name, "c", Number(fragment.Time), null) with { Time = time };
            }
            else if (other.Duration != fragment.Duration)
            {
                yield return Differ(left.Name, "d", Number(fragment.Duration), Number(other.Duration)) with { Time = time };
            }
        }

        foreach (ListedFragment fragment in right.Fragments.DistinctBy(fragment => fragment.Time).Where(f => others.ContainsKey(f.Time)))
        {
            yield return Differ(left.Name, "c", null, Number(fragment.Time)) with { Time = right.ToTime(fragment.Time) };
        }
    }

    private static string NameOf(PublishedQualityLevel level) => Number(level.Bitrate);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static MssDifference Differ(string track, string property, string? reference, string? other) =>
        new() { Track = track, Property = property, ReferenceValue = reference, DifferenceValue = other };
}
