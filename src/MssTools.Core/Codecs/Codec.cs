using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>
/// All that is known of one codec whatever it comes in: how its configuration is read, what becomes of its payloads, and where
/// decoding can start. Every codec has a folder of its own and a place in <see cref="CodecRegistry"/>; MP4 and manifests need no
/// more. MPEG-TS, FLV and RTP pack each codec in a way of its own, for which their rooms have a track class each.
/// </summary>
internal abstract class Codec
{
    /// <summary>The name, for people and as <see cref="CodecConfig.Codec"/>: H.264, AAC.</summary>
    public abstract string Name { get; }

    /// <summary>Pictures or sound.</summary>
    public abstract MediaKind Kind { get; }

    /// <summary>The content of an input that has one track of it, whose language nobody told.</summary>
    public Content Content => field ??= Kind == MediaKind.Video ? Content.Pictures(Name) : Content.Sound(Name);

    /// <summary>The FourCCs that manifests name it by ([MS-SSTR] 2.2.2.5), in upper case.</summary>
    public abstract IReadOnlyList<string> FourCCs { get; }

    /// <summary>
    /// The types of its sample entries (ISO/IEC 14496-12 8.5.2), first the one that is written; none where an esds tells the codec.
    /// </summary>
    public virtual IReadOnlyList<string> SampleEntries => [];

    /// <summary>The box in a sample entry that holds its configuration; null where that is the esds.</summary>
    public virtual string? ConfigurationBox => null;

    /// <summary>Its values of objectTypeIndication in an esds (mp4ra.org), first the one that is written.</summary>
    public virtual IReadOnlyList<byte> ObjectTypes => [];

    /// <summary>Parses the content of the configuration box, or the DecoderSpecificInfo of an esds.</summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public abstract CodecHeader Parse(ReadOnlySpan<byte> configuration);

    /// <summary>What <see cref="Parse"/> reads: the content of the configuration box, or the DecoderSpecificInfo of an esds.</summary>
    /// <param name="config">A configuration of this codec.</param>
    public abstract byte[] ConfigurationOf(CodecConfig config);

    /// <summary>The configuration that a QualityLevel of ours states.</summary>
    /// <param name="fourCC">One of <see cref="FourCCs"/>.</param>
    /// <param name="privateData">CodecPrivateData.</param>
    /// <param name="number">Gives the attribute of a name, or throws where it is missing.</param>
    public abstract CodecConfig OfLevel(string fourCC, ReadOnlyMemory<byte> privateData, Func<string, long> number);

    /// <summary>Starts to read the payloads of a track.</summary>
    /// <param name="name">The track, to begin sentences with.</param>
    /// <param name="timescale">Ticks per second of its times.</param>
    /// <param name="warnings">Told of what is otherwise than announced, and of what is left out.</param>
    public abstract PayloadReader ReadPayloads(string name, long timescale, InputWarnings warnings);

    /// <summary>Starts to ask single payloads whether decoding can start at them; null where it can at each.</summary>
    public virtual IStartProbe? ProbeStarts() => null;
}
