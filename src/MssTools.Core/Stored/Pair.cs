namespace MssTools.Core.Stored;

/// <summary>What two groups have of one thing.</summary>
/// <param name="Reference">What the first has; null: it has none.</param>
/// <param name="Other">What the second has; null: it has none.</param>
internal readonly record struct Pair<T>(T? Reference, T? Other)
    where T : class
{
    /// <summary>True where both have it.</summary>
    public bool IsBoth => Reference is not null && Other is not null;
}
