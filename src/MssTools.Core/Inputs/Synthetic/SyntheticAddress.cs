using System.Globalization;
using MssTools.Core.Inputs.Synthetic.Pictures;

namespace MssTools.Core.Inputs.Synthetic;

/// <summary>Reads <c>test:?width=640&amp;height=360&amp;fps=25</c>: an input that is made here, of the settings in its address.</summary>
internal static class SyntheticAddress
{
    private const string Scheme = "test:";
    private const int LongestName = 40;
    private const int LongestDuration = 7 * 24 * 3600; // seconds

    /// <summary>
    /// True for such an address, in any case: the scheme alone, or with a query. <c>test:/film.mp4</c> is none, because PowerShell may
    /// have a drive of that name.
    /// </summary>
    public static bool IsSynthetic(string source) =>
        source.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && (source.Length == Scheme.Length || source[Scheme.Length] == '?');

    /// <summary>The settings in an address; those that it does not name have their defaults.</summary>
    /// <param name="source">An address of which <see cref="IsSynthetic"/> is true.</param>
    /// <exception cref="MssException">InvalidSetting: a setting that there is not, or a value that it cannot have.</exception>
    public static SyntheticSettings Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var settings = new SyntheticSettings();
        string query = source[Math.Min(Scheme.Length + 1, source.Length)..];
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            string value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            settings = With(settings, name.ToLowerInvariant(), value);
        }

        return settings;
    }

    private static SyntheticSettings With(SyntheticSettings settings, string name, string value) => name switch
    {
        "width" => settings with { Width = EvenNumber(name, value, 64, 1920) },
        "height" => settings with { Height = EvenNumber(name, value, 64, 1088) },
        "fps" => settings with { FramesPerSecond = Number(name, value, 1, 60) },
        "bitrate" => settings with { Bitrate = Number(name, value, 100_000, 20_000_000) },
        "gop" => settings with { GopSeconds = Number(name, value, 1, 10) },
        "name" => settings with { Name = Text(name, value) },
        "tone" => settings with { Tone = Number(name, value, 0, 8000) },
        "audio" => settings with { HasSound = IsSound(name, value) },
        "duration" => settings with { Duration = TimeSpan.FromSeconds(Number(name, value, 1, LongestDuration)) },
        _ => throw new MssException(
            MssError.InvalidSetting,
            $"The address '{Scheme}' has no setting '{name}'.",
            "Use width, height, fps, bitrate, gop, name, tone, audio or duration; see Get-Help Add-MSSLocalStream -Full."),
    };

    private static int EvenNumber(string name, string value, int lowest, int highest) => Number(name, value, lowest, highest, step: 2);

    private static int Number(string name, string value, int lowest, int highest, int step = 1) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= lowest && number <= highest && number % step == 0
            ? number
            : throw Refused(name, value, string.Create(
                CultureInfo.InvariantCulture,
                $"a whole number from {lowest} to {highest}{(step == 1 ? "" : $" in steps of {step}")}"));

    private static string Text(string name, string value) =>
        value.Length <= LongestName && value.All(DotFont.Has)
            ? value
            : throw Refused(name, value, $"at most {LongestName} characters of A to Z, 0 to 9, space and {DotFont.Marks}");

    private static bool IsSound(string name, string value) => value.ToLowerInvariant() switch
    {
        "aac" => true,
        "none" => false,
        _ => throw Refused(name, value, "aac or none"),
    };

    private static MssException Refused(string name, string value, string range) => new(
        MssError.InvalidSetting,
        $"The setting {name} of the address '{Scheme}' is '{value}'; it can be {range}.",
        $"Give {name} such a value, or leave it out.");
}
