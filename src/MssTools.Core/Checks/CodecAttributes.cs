using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Manifests;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>What QualityLevels say of codecs ([MS-SSTR] 2.2.2.5), by itself and against the decoder configuration in them.</summary>
internal static class CodecAttributes
{
    private const long AacTag = 255;
    private const int Paddings = 16; // pixels by which a coded picture may exceed what is shown

    private static readonly string[] s_video = ["H264", "AVC1", "DAVC", "WVC1", "HVC1", "HEV1"];
    private static readonly string[] s_audio = ["AACL", "AACH", "AACP", "WMAP", "EC-3", "AC-3"];
    private static readonly string[] s_text = ["TTML", "DFXP"];

    public static readonly CheckRule NoVideoCodec = new(
        "MSS301", Error, "A rendition of pictures has no FourCC",
        "[MS-SSTR] 2.2.2.5", "Write FourCC=\"H264\".", DashJs, Media3, Vlc, GStreamer, Kodi);

    public static readonly CheckRule NoAudioCodec = new(
        "MSS302", Warning, "A rendition of sound has no FourCC",
        "Media3 and N_m3u8DL-RE fail; others go by AudioTag", "Write FourCC=\"AACL\".", Media3, Kodi);

    public static readonly CheckRule UnknownCodec = new(
        "MSS303", Warning, "The FourCC is none that players know",
        "[MS-SSTR] 2.2.2.5", "Write H264 or AACL for what the module packages.", DashJs, Media3, RxPlayer);

    public static readonly CheckRule NoPrivateData = new(
        "MSS304", Error, "CodecPrivateData is missing or not hexadecimal",
        "[MS-SSTR] 2.2.2.5", "Write the decoder configuration in pairs of hexadecimal digits.", CheckRule.Everyone);

    public static readonly CheckRule EmptyAac = new(
        "MSS305", Warning, "The CodecPrivateData of AAC is empty",
        "Allowed by [MS-SSTR]; players make one up from SamplingRate and Channels", "Write the AudioSpecificConfig.");

    public static readonly CheckRule BadParameterSets = new(
        "MSS306", Error, "The CodecPrivateData of H.264 is not SPS and PPS behind start codes of four bytes",
        "[MS-SSTR] 2.2.2.5", "Write 00000001, the SPS, 00000001, the PPS.", CheckRule.Everyone);

    public static readonly CheckRule ManyParameterSets = new(
        "MSS307", Warning, "There is more than one SPS or PPS",
        "GStreamer and yt-dlp take one of each", "Package one SPS and one PPS.", GStreamer);

    public static readonly CheckRule NoSize = new(
        "MSS308", Error, "MaxWidth or MaxHeight is missing",
        "[MS-SSTR] 2.2.2.5", "Write the picture's size.", Media3);

    public static readonly CheckRule WrongSize = new(
        "MSS309", Warning, "MaxWidth and MaxHeight are not the picture's size",
        "The SPS in CodecPrivateData", "Take the size from the SPS.");

    public static readonly CheckRule WrongLengthField = new(
        "MSS310", Error, "NALUnitLengthField is not 4",
        "dash.js, Media3 and GStreamer take 4 for granted", "Write samples with lengths of four bytes.", DashJs, Media3, GStreamer);

    public static readonly CheckRule BadAudioConfig = new(
        "MSS311", Error, "The CodecPrivateData of AAC is no AudioSpecificConfig",
        "ISO/IEC 14496-3 1.6.2.1", "Write the AudioSpecificConfig: 1190 for 48 kHz stereo.", CheckRule.Everyone);

    public static readonly CheckRule NoFormat = new(
        "MSS312", Error, "SamplingRate or Channels is missing",
        "[MS-SSTR] 2.2.2.5", "Write both.", Media3);

    public static readonly CheckRule WrongFormat = new(
        "MSS313", Warning, "SamplingRate or Channels is not what the AudioSpecificConfig says",
        "The AudioSpecificConfig in CodecPrivateData", "Take both from the AudioSpecificConfig.");

    public static readonly CheckRule WrongTag = new(
        "MSS314", Warning, "AudioTag is not that of the codec",
        "[MS-SSTR] 2.2.2.5", "Write AudioTag=\"255\" for AAC.");

    public static readonly CheckRule HighEfficiency = new(
        "MSS315", Warning, "The FourCC AACH is refused by some players",
        "rx-player", "Offer a rendition of AAC-LC too, as a StreamIndex of its own.", RxPlayer);

    public static readonly CheckRule NoWaveFields = new(
        "MSS316", Information, "BitsPerSample or PacketSize is missing",
        "[MS-SSTR] 2.2.2.5", "Write BitsPerSample=\"16\" and PacketSize as channels times two.");

    public static readonly CheckRule UnknownText = new(
        "MSS317", Information, "The FourCC of captions or subtitles is neither TTML nor DFXP",
        "[MS-SSTR] 2.2.2.5", "Package TTML.");

    public static readonly CheckRule MixedCodecs = new(
        "MSS318", Warning, "Renditions of one StreamIndex have different codecs",
        "Players switch between renditions without a new decoder", "Give each codec a StreamIndex of its own.");

    public static readonly CheckRule MixedFormats = new(
        "MSS319", Warning, "Renditions of sound differ in SamplingRate or Channels",
        "Players switch between renditions without a new decoder", "Encode all renditions of a StreamIndex alike.");

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        NoVideoCodec, NoAudioCodec, UnknownCodec, NoPrivateData, EmptyAac, BadParameterSets, ManyParameterSets, NoSize, WrongSize,
        WrongLengthField, BadAudioConfig, NoFormat, WrongFormat, WrongTag, HighEfficiency, NoWaveFields, UnknownText, MixedCodecs,
        MixedFormats,
    ];

    /// <summary>Applies the family.</summary>
    public static void Check(CheckedManifest document, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(findings);
        foreach (PublishedStreamIndex index in document.Manifest.StreamIndexes)
        {
            foreach (PublishedQualityLevel level in index.Levels)
            {
                var at = new At(index, level, findings);
                if (index.IsVideo)
                {
                    CheckVideo(at);
                }
                else if (index.IsAudio)
                {
                    CheckAudio(at);
                }
                else if (index.Element.Text("Subtype") is "CAPT" or "SUBT" && !s_text.Contains(level.FourCC, StringComparer.OrdinalIgnoreCase))
                {
                    at.Add(UnknownText, $"FourCC is {ManifestGrammar.Shown(level.Element, "FourCC")}.");
                }
            }

            CheckAlike(index, findings);
        }
    }

    /// <summary>True for H.264, by its FourCC.</summary>
    internal static bool IsAvc(PublishedStreamIndex index, PublishedQualityLevel level) =>
        index.IsVideo && level.FourCC.ToUpperInvariant() is "H264" or "AVC1" or "DAVC";

    /// <summary>True for AAC, by its FourCC or by its format tag.</summary>
    internal static bool IsAac(PublishedStreamIndex index, PublishedQualityLevel level) => index.IsAudio
        && (level.FourCC.StartsWith("AAC", StringComparison.OrdinalIgnoreCase) || (level.FourCC.Length == 0 && level.AudioTag == AacTag));

    /// <summary>The SPS and PPS units of CodecPrivateData; none where it does not begin with a start code.</summary>
    internal static List<byte[]> ParameterSets(ReadOnlySpan<byte> privateData)
    {
        ReadOnlySpan<byte> startCode = [0, 0, 0, 1];
        List<byte[]> units = [];
        while (privateData.StartsWith(startCode))
        {
            privateData = privateData[startCode.Length..];
            int next = privateData.IndexOf(startCode);
            units.Add(privateData[..(next < 0 ? privateData.Length : next)].ToArray());
            privateData = next < 0 ? [] : privateData[next..];
        }

        return units;
    }

    private static void CheckVideo(At at)
    {
        if (at.Level.FourCC.Length == 0)
        {
            at.Add(NoVideoCodec, "FourCC is missing.");
        }
        else if (!s_video.Contains(at.Level.FourCC, StringComparer.OrdinalIgnoreCase))
        {
            at.Add(UnknownCodec, $"FourCC is '{at.Level.FourCC}'.");
        }

        if (at.Level.Width == 0 || at.Level.Height == 0)
        {
            at.Add(NoSize, "MaxWidth or MaxHeight is missing.");
        }

        if (at.Level.PrivateData is not { Length: > 0 } privateData)
        {
            at.Add(NoPrivateData, $"CodecPrivateData is {ManifestGrammar.Shown(at.Level.Element, "CodecPrivateData")}.");
        }
        else if (IsAvc(at.Index, at.Level))
        {
            CheckAvc(at, privateData);
        }
    }

    private static void CheckAvc(At at, byte[] privateData)
    {
        if (at.Level.Element.Text("NALUnitLengthField") is not (null or "4"))
        {
            at.Add(WrongLengthField, $"NALUnitLengthField is {ManifestGrammar.Shown(at.Level.Element, "NALUnitLengthField")}.");
        }

        List<byte[]> units = ParameterSets(privateData);
        List<byte[]> sps = [.. units.Where(u => u.Length > 0 && NalUnit.TypeOf(u[0]) == NalUnitType.SequenceParameterSet)];
        List<byte[]> pps = [.. units.Where(u => u.Length > 0 && NalUnit.TypeOf(u[0]) == NalUnitType.PictureParameterSet)];
        if (sps.Count == 0 || pps.Count == 0 || sps.Count + pps.Count != units.Count)
        {
            at.Add(
                BadParameterSets,
                Invariant($"It begins with {Convert.ToHexString(privateData.AsSpan(0, Math.Min(privateData.Length, 8)))} and has {sps.Count} SPS and {pps.Count} PPS among {units.Count} units behind start codes."));
            return;
        }

        if (sps.Count > 1 || pps.Count > 1)
        {
            at.Add(ManyParameterSets, Invariant($"There are {sps.Count} SPS and {pps.Count} PPS."));
        }

        try
        {
            AvcConfig config = AvcParameterSets.ToConfig(sps[0], pps[0]);
            bool isAlike = at.Level.Width >= config.Width && at.Level.Width - config.Width < Paddings
                && at.Level.Height >= config.Height && at.Level.Height - config.Height < Paddings;
            if (!isAlike && at.Level is { Width: > 0, Height: > 0 })
            {
                at.Add(WrongSize, Invariant($"It says {at.Level.Width}x{at.Level.Height}, the SPS {config.Width}x{config.Height}."));
            }
        }
        catch (MssException failure)
        {
            at.Add(BadParameterSets, $"The SPS or PPS cannot be used: {failure.Message}");
        }
    }

    private static void CheckAudio(At at)
    {
        if (at.Level.FourCC.Length == 0)
        {
            at.Add(NoAudioCodec, "FourCC is missing.");
        }
        else if (!s_audio.Contains(at.Level.FourCC, StringComparer.OrdinalIgnoreCase))
        {
            at.Add(UnknownCodec, $"FourCC is '{at.Level.FourCC}'.");
        }
        else if (at.Level.FourCC.Equals("AACH", StringComparison.OrdinalIgnoreCase))
        {
            at.Add(HighEfficiency, "FourCC is 'AACH'.");
        }

        if (at.Level.SamplingRate == 0 || at.Level.Channels == 0)
        {
            at.Add(NoFormat, "SamplingRate or Channels is missing.");
        }

        if (at.Level.Element.Text("WaveFormatEx") is null
            && (at.Level.Element.Number("BitsPerSample") is null || at.Level.Element.Number("PacketSize") is null))
        {
            at.Add(NoWaveFields, "BitsPerSample or PacketSize is missing.");
        }

        bool isAac = IsAac(at.Index, at.Level);
        if (isAac && at.Level.Element.Text("AudioTag") is { } tag && at.Level.AudioTag != AacTag)
        {
            at.Add(WrongTag, $"AudioTag is '{tag}', and the FourCC '{at.Level.FourCC}'.");
        }

        if (at.Level.PrivateData is not { } privateData)
        {
            at.Add(NoPrivateData, $"CodecPrivateData is {ManifestGrammar.Shown(at.Level.Element, "CodecPrivateData")}.");
        }
        else if (isAac)
        {
            CheckAac(at, privateData);
        }
    }

    private static void CheckAac(At at, byte[] privateData)
    {
        if (privateData.Length == 0)
        {
            at.Add(EmptyAac, "CodecPrivateData is ''.");
            return;
        }

        try
        {
            AacConfig config = AudioSpecificConfig.Parse(privateData);

            // Of HE-AAC some state what the core codes, others what comes out.
            bool rateFits = at.Level.SamplingRate == config.SamplingRate || at.Level.SamplingRate * 2 == config.SamplingRate
                || at.Level.SamplingRate == config.SamplingRate * 2;
            bool channelsFit = at.Level.Channels == config.Channels || at.Level.Channels * 2 == config.Channels || at.Level.Channels == config.Channels * 2;
            if (at.Level is { SamplingRate: > 0, Channels: > 0 } && (!rateFits || !channelsFit))
            {
                at.Add(
                    WrongFormat,
                    Invariant($"It says {at.Level.SamplingRate} Hz and {at.Level.Channels} channels, the AudioSpecificConfig {config.SamplingRate} Hz and {config.Channels}."));
            }
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            at.Add(BadAudioConfig, $"CodecPrivateData is {Convert.ToHexString(privateData.AsSpan(0, Math.Min(privateData.Length, 8)))}: {failure.Message}");
        }
        catch (MssException)
        {
            // An object type that this module does not package is no fault of the manifest.
        }
    }

    private static void CheckAlike(PublishedStreamIndex index, Findings findings)
    {
        string place = ManifestGrammar.Line(index.Element);
        List<string> codecs = [.. index.Levels.Select(l => l.FourCC.ToUpperInvariant()).Distinct()];
        if (codecs.Count > 1)
        {
            findings.Add(MixedCodecs, $"There are {string.Join(", ", codecs.Take(5))}.", index.Name, place: place);
        }
        else if (index.IsAudio && index.Levels.Select(l => (l.SamplingRate, l.Channels)).Distinct().Count() > 1)
        {
            findings.Add(
                MixedFormats,
                $"There are {string.Join(", ", index.Levels.Select(l => Invariant($"{l.SamplingRate} Hz/{l.Channels}")).Distinct().Take(5))}.", index.Name, place: place);
        }
    }

    // One QualityLevel, and where what is found about it goes.
    private readonly record struct At(PublishedStreamIndex Index, PublishedQualityLevel Level, Findings Findings)
    {
        public void Add(CheckRule rule, string message) =>
            Findings.Add(rule, message, Invariant($"{Index.Name} {Level.Bitrate}"), place: ManifestGrammar.Line(Level.Element));
    }
}
