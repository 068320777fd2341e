namespace MssTools.Core.Checks;

/// <summary>A rule that a presentation keeps or breaks.</summary>
/// <param name="Id">Its name for ever: <c>MSS</c> and three digits, the first of which is the family.</param>
/// <param name="Severity">How bad it is to break it.</param>
/// <param name="Title">What is wrong where it is broken, in a few words.</param>
/// <param name="Reference">The section of the specification, or what else says that it matters.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Fails">The players that fail, as far as it is known.</param>
internal sealed record CheckRule(
    string Id, FindingSeverity Severity, string Title, string Reference, string Advice, params IReadOnlyList<MssPlayer> Fails)
{
    /// <summary>All players: what breaks the media or the times breaks every one.</summary>
    public static IReadOnlyList<MssPlayer> Everyone { get; } = Enum.GetValues<MssPlayer>();
}
