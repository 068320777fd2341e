namespace MssTools.Core.Checks;

/// <summary>Every rule, by its family's number and its own.</summary>
internal static class CheckRules
{
    /// <summary>The families, in their order.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<CheckRule> Rules)> Families { get; } =
    [
        ("The manifest's grammar", ManifestGrammar.Rules),
        ("Times that the manifest lists", ListedTimes.Rules),
        ("What the manifest says of codecs", CodecAttributes.Rules),
        ("Boxes of fragments", FragmentBoxes.Rules),
        ("Times of fragments", FragmentTimes.Rules),
        ("Samples", SampleData.Rules),
        ("Live presentations", LiveManifest.Rules),
        ("Answers of the server", ServerAnswers.Rules),
        ("Traps of single players", PlayerTraps.Rules),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CheckRule> All { get; } = [.. Families.SelectMany(f => f.Rules)];
}
