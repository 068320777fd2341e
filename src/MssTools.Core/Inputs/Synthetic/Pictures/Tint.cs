namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>The colour of a whole picture, by which renditions are told apart from afar.</summary>
/// <param name="Cb">Blue difference, even and not 0.</param>
/// <param name="Cr">Red difference, even and not 0.</param>
internal readonly record struct Tint(byte Cb, byte Cr)
{
    private static readonly Tint[] s_all =
    [
        new(148, 110), new(108, 110), new(110, 150), new(150, 146), new(150, 128), new(100, 134), new(128, 128),
    ];

    /// <summary>That of a rendition; others of the same input may have the same, as there are few.</summary>
    public static Tint Of(SyntheticSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return s_all[(settings.Height / 2 + settings.Bitrate / 1000) % s_all.Length];
    }
}
