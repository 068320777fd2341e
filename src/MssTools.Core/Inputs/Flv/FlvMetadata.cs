using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>What the onMetaData script tag tells, in AMF0. All of it is a hint: recorders that were killed leave it unfinished.</summary>
/// <param name="Duration">Length of the media; null where it is not told or makes no sense.</param>
/// <param name="HasAvc">Whether a codec is named, and it is H.264.</param>
/// <param name="HasAac">Whether a codec is named, and it is AAC.</param>
/// <param name="SamplingRate">Samples of sound per second; null where it is not told or makes no sense.</param>
internal sealed record FlvMetadata(TimeSpan? Duration, bool HasAvc, bool HasAac, int? SamplingRate)
{
    private const int MostTracks = 256; // a track's number is one byte

    /// <summary>Most bytes of it that a live stream is trusted with; encoders send some hundred.</summary>
    public const int LongestOfLive = 64 * 1024;

    private const double LongestDuration = 366 * 24 * 3600; // seconds
    private const int AvcId = 7;
    private const uint AvcCode = 0x61766331; // avc1, in Enhanced RTMP
    private const int AacId = 10;
    private const uint AacCode = 0x6d703461; // mp4a
    private const double LowestRate = 4_000;
    private const double HighestRate = 192_000;

    /// <summary>Three letters of ISO 639-2/T for each track of sound, by its number, of which Enhanced RTMP v2 tells a language.</summary>
    public IReadOnlyDictionary<int, string> Languages { get; init; } = FrozenDictionary<int, string>.Empty;

    /// <summary>Whether it says anything of the tracks.</summary>
    public bool TellsTracks => HasAvc || HasAac || SamplingRate is not null || Languages.Count > 0;

    /// <summary>Reads a script tag, or the data message of an RTMP publisher; what does not parse tells nothing.</summary>
    public static FlvMetadata Read(ReadOnlySpan<byte> script)
    {
        var told = new FlvMetadata(null, false, false, null);
        var values = new Amf0Reader(script, "onMetaData");
        try
        {
            string? name = values.ReadText();
            name = name == "@setDataFrame" ? values.ReadText() : name; // what encoders tell a server
            if (name != "onMetaData" || !values.TryEnterObject())
            {
                return told;
            }

            while (values.TryReadProperty(out ReadOnlySpan<byte> property))
            {
                told = property.SequenceEqual("audioTrackIdInfoMap"u8)
                    ? told with { Languages = ReadLanguages(ref values) }
                    : told.With(Encoding.UTF8.GetString(property), values.ReadValue());
            }
        }
        catch (MssException)
        {
            // What came before holds.
        }

        return told;
    }

    // Objects of properties, under the numbers of their tracks.
    private static Dictionary<int, string> ReadLanguages(ref Amf0Reader values)
    {
        var languages = new Dictionary<int, string>();
        bool isMap = values.TryEnterObject();
        while (isMap && values.TryReadProperty(out ReadOnlySpan<byte> track))
        {
            bool isTrack = int.TryParse(track, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < MostTracks;
            bool isDescribed = values.TryEnterObject();
            while (isDescribed && values.TryReadProperty(out ReadOnlySpan<byte> property))
            {
                bool isLanguage = property.SequenceEqual("language"u8) || property.SequenceEqual("lang"u8);
                if (LanguageCode.Parse(values.ReadValue().Text) is { } language && isLanguage && isTrack)
                {
                    languages[number] = language;
                }
            }
        }

        return languages;
    }

    private FlvMetadata With(string property, (double? Number, string? Text) value) => property switch
    {
        "duration" when Duration is null && value.Number is > 0 and < LongestDuration and { } seconds =>
            this with { Duration = TimeSpan.FromSeconds(seconds) },
        "videocodecid" => this with { HasAvc = value.Number is AvcId or AvcCode || value.Text is "avc1" or "H264" },
        "audiocodecid" => this with { HasAac = value.Number is AacId or AacCode || value.Text is "mp4a" or "AAC" },
        "audiosamplerate" when value.Number is >= LowestRate and <= HighestRate and { } rate =>
            this with { SamplingRate = (int)rate },
        _ => this,
    };
}
