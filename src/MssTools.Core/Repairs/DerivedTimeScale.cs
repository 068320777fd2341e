using MssTools.Core.Media;
using MssTools.Core.Stored;
using static System.FormattableString;

namespace MssTools.Core.Repairs;

/// <summary>
/// What the times of a fragment are counted in where no manifest says it: the specification's ticks, or the milliseconds that older
/// groups have. Pictures of a hundredth to half a second are neither, counted in the other.
/// </summary>
internal static class DerivedTimeScale
{
    private const int Milliseconds = 1000;
    private const int MostPerSecond = 125;
    private const int LeastPerSecond = 2;

    /// <summary>Finds it.</summary>
    /// <param name="place">The group's folder.</param>
    /// <param name="path">Path of a whole fragment of pictures.</param>
    /// <param name="known">Its rendition.</param>
    /// <exception cref="MssException">Unsupported: its pictures fit neither.</exception>
    public static int Of(FolderPlace place, string path, KnownPlace known)
    {
        ArgumentNullException.ThrowIfNull(known);
        using StoredDocument document = FragmentInspection.Open(place, path);
        StoredFragment fragment = StoredFragment.Read(document.Bytes!);
        long picture = fragment.SampleDuration / fragment.Samples.Count;
        return IsPicture(picture, (int)Timescale.Ticks) ? (int)Timescale.Ticks
            : IsPicture(picture, Milliseconds) ? Milliseconds
            : throw new MssException(
                MssError.Unsupported,
                Invariant($"Nothing tells what the times of '{known.Name}' are counted in: a picture lasts {picture} ticks."),
                "Give -From with another manifest of this group: of its mirror, or an older copy.");
    }

    private static bool IsPicture(long ticks, int timeScale) => ticks >= timeScale / MostPerSecond && ticks <= timeScale / LeastPerSecond;
}
