namespace MssTools.Core.Origin;

/// <summary>Whether a fragment is there.</summary>
/// <param name="File">The fragment, or null.</param>
/// <param name="IsVideo">True for pictures.</param>
/// <param name="Hold">How long its announcement is good for; null: it was never announced.</param>
internal readonly record struct Arrival(StoredFile? File, bool IsVideo, TimeSpan? Hold)
{
    /// <summary>True while it is not there and will come.</summary>
    public bool IsExpected => File is null && Hold is not null;
}
