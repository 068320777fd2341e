using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>Takes a published manifest for one that <see cref="ClientManifestWriter"/> made, or refuses it.</summary>
internal static class OwnManifest
{
    /// <summary>The model of a manifest of ours.</summary>
    /// <param name="path">Where it was read, for messages.</param>
    /// <param name="manifest">What was read.</param>
    /// <exception cref="MssException">MalformedInput: it lacks what every manifest of ours states.</exception>
    public static ClientManifest ToModel(this PublishedManifest manifest, string path)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        try
        {
            ManifestElement root = manifest.Element;
            int timeScale = checked((int)Stated(root, "TimeScale"));
            if (timeScale <= 0)
            {
                throw new FormatException($"TimeScale is {timeScale}.");
            }

            return new ClientManifest(
                timeScale,
                root.Text("IsLive") == "TRUE",
                checked((int)Optional(root, "LookAheadFragmentCount")),
                Unscale(timeScale, Optional(root, "DVRWindowLength")),
                [.. manifest.StreamIndexes.Select(index => ToModel(index, timeScale))]);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            throw new MssException(
                MssError.MalformedInput,
                $"'{path}' is no manifest of this module: {failure.Message}",
                innerException: failure);
        }
    }

    private static StreamIndex ToModel(PublishedStreamIndex index, int timeScale)
    {
        if (index.Levels.Count == 0)
        {
            throw new FormatException("A StreamIndex has no QualityLevel.");
        }

        MediaKind kind = Text(index.Element, "Type") == "video" ? MediaKind.Video : MediaKind.Audio;
        return new StreamIndex(
            kind,
            Text(index.Element, "Name"),
            Text(index.Element, "Url"),
            [.. index.Levels.Select(level => ToModel(level, kind))],
            [.. index.Fragments.Select(fragment => ToModel(fragment, timeScale))],
            index.Language);
    }

    private static QualityLevel ToModel(PublishedQualityLevel level, MediaKind kind)
    {
        byte[] privateData = PublishedQualityLevel.Bytes(Text(level.Element, "CodecPrivateData"))
            ?? throw new FormatException("CodecPrivateData is not hexadecimal.");
        string fourCC = Text(level.Element, "FourCC");
        return CodecRegistry.OfFourCC(fourCC) is { } codec && codec.Kind == kind
            ? new QualityLevel(Stated(level.Element, "Bitrate"), codec.OfLevel(fourCC, privateData, name => Stated(level.Element, name)))
            : throw new FormatException($"FourCC is '{fourCC}'.");
    }

    private static FragmentTime ToModel(ListedFragment fragment, int timeScale)
    {
        if ((fragment.Form & ~ListedForm.OutOfOrder) != (ListedForm.Time | ListedForm.Duration))
        {
            throw new FormatException($"Line {fragment.Line}: a fragment does not state both t and d.");
        }

        long start = Unscale(timeScale, fragment.Time);
        return new FragmentTime(start, Unscale(timeScale, checked(fragment.Time + fragment.Duration)) - start);
    }

    private static long Stated(ManifestElement element, string name) => element.Number(name)
        ?? throw new FormatException($"{element.Name} has no number {name}.");

    private static long Optional(ManifestElement element, string name) => element.Text(name) is null ? 0 : Stated(element, name);

    private static string Text(ManifestElement element, string name) => element.Text(name)
        ?? throw new FormatException($"{element.Name} has no attribute {name}.");

    private static long Unscale(long timeScale, long time) => Timescale.Rescale(time, timeScale, Timescale.Ticks);
}
