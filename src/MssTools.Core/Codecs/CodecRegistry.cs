using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>The codecs that are packaged, by what containers and manifests call them.</summary>
internal static class CodecRegistry
{
    private static readonly Codec[] s_all = [AvcCodec.Instance, AacCodec.Instance];

    /// <summary>The codec of a sample entry; null where it is none of ours, or where an esds tells it.</summary>
    public static Codec? OfSampleEntry(string type) => Array.Find(s_all, codec => codec.SampleEntries.Contains(type));

    /// <summary>The codec of an objectTypeIndication, or null.</summary>
    public static Codec? OfObjectType(byte type) => Array.Find(s_all, codec => codec.ObjectTypes.Contains(type));

    /// <summary>The codec of a FourCC in any case, or null.</summary>
    public static Codec? OfFourCC(string fourCC) =>
        Array.Find(s_all, codec => codec.FourCCs.Contains(fourCC, StringComparer.OrdinalIgnoreCase));

    /// <summary>The codec of a configuration.</summary>
    public static Codec Of(CodecConfig config) => Array.Find(s_all, codec => codec.Name == config.Codec)
        ?? throw new ArgumentException($"'{config.Codec}' is no codec of the registry.", nameof(config));

    /// <summary>The names of all, or of a kind, for messages: <c>H.264 and AAC can</c>.</summary>
    public static string ThatCan(MediaKind? kind = null) =>
        string.Join(" and ", s_all.Where(codec => kind is null || codec.Kind == kind).Select(codec => codec.Name)) + " can";
}
