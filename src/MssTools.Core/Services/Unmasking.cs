using MssTools.Core.Streams;

namespace MssTools.Core.Services;

/// <summary>
/// Finds what the stars stand for in a definition that was shown and comes back: the secret of the same address, for the same name, in a definition
/// that is known.
/// </summary>
internal static class Unmasking
{
    /// <summary>A definition with the secrets of those that are known; what is known of none stays as it is, and is refused later.</summary>
    public static StreamDefinition Of(StreamDefinition shown, IReadOnlyList<StreamDefinition> known) => shown with
    {
        Inputs = [.. shown.Inputs.Select(input => Of(input, known))],
        Push = Of(shown.Push, known),
    };

    private static LocalStreamDefinition Of(LocalStreamDefinition shown, IReadOnlyList<StreamDefinition> known) =>
        !shown.Source.Contains(SecretProperties.Stars, StringComparison.Ordinal) ? shown
        : known.SelectMany(group => group.Inputs).FirstOrDefault(input =>
            input.Name.Equals(shown.Name, StringComparison.OrdinalIgnoreCase) && LocalStreamRegistry.Shown(input.Source) == shown.Source) is { } found
            ? shown with { Source = found.Source }
            : shown;

    private static PushDefinition Of(PushDefinition shown, IReadOnlyList<StreamDefinition> known)
    {
        bool hasStars = shown.Points.Any(point => point.OriginalString.Contains(SecretProperties.Stars, StringComparison.Ordinal))
            || shown.Credential?.Password == SecretProperties.Stars
            || shown.Token == SecretProperties.Stars
            || shown.Certificate is { HasPrivateKey: false };
        return hasStars && known.Select(group => group.Push).FirstOrDefault(push => IsShownAs(push, shown)) is { } found
            ? shown with
            {
                Points = found.Points,
                Credential = shown.Credential?.Password == SecretProperties.Stars ? found.Credential : shown.Credential,
                Token = shown.Token == SecretProperties.Stars ? found.Token : shown.Token,
                Certificate = shown.Certificate is { HasPrivateKey: false } ? found.Certificate : shown.Certificate,
            }
            : shown;
    }

    private static bool IsShownAs(PushDefinition push, PushDefinition shown) =>
        push.Points.Select(PushDefinition.Shown).SequenceEqual(shown.Points.Select(point => point.OriginalString))
        && push.Credential?.UserName == shown.Credential?.UserName;
}
