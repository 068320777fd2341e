namespace MssTools.Core.Objects;

/// <summary>What must be true of a key before something is stored under it.</summary>
/// <param name="Tag">The tag that the object must have.</param>
/// <param name="IsNew">True where there must be no object.</param>
internal readonly record struct PutCondition(ObjectTag? Tag, bool IsNew)
{
    /// <summary>Nothing: whatever is there is replaced.</summary>
    public static PutCondition None => default;

    /// <summary>There is no object (If-None-Match: *).</summary>
    public static PutCondition New => new(Tag: null, IsNew: true);

    /// <summary>The object is the one that has a tag (If-Match).</summary>
    public static PutCondition Is(ObjectTag tag) => new(tag, IsNew: false);
}
