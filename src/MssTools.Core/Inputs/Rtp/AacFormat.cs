using System.Globalization;
using MssTools.Core.Codecs.Aac;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>How AAC stands in RTP packets: the fmtp parameters of MPEG4-GENERIC (RFC 3640 4.1).</summary>
/// <param name="Config">What the decoder must know.</param>
/// <param name="SizeLength">Bits of an access unit's size.</param>
/// <param name="IndexLength">Bits of the first access unit's index.</param>
/// <param name="IndexDeltaLength">Bits of the further ones' index.</param>
internal sealed record AacFormat(AacConfig Config, int SizeLength, int IndexLength, int IndexDeltaLength)
{
    private const int MostBits = 32;

    private static readonly string[] s_unread =
        ["constantsize", "ctsdeltalength", "dtsdeltalength", "randomaccessindication", "streamstateindication", "auxiliarydatasizelength"];

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="MssException">
    /// Unsupported: no config, or header fields that AAC-hbr and AAC-lbr do not have; MalformedInput.
    /// </exception>
    public static AacFormat Parse(IReadOnlyDictionary<string, string> format)
    {
        if (!format.TryGetValue("config", out string? config) || config.Length % 2 != 0 || config.Any(c => !char.IsAsciiHexDigit(c)))
        {
            throw new MssException(MssError.Unsupported, $"The session describes AAC with the config '{config}': that is none.");
        }

        if (Array.Find(s_unread, name => NumberOf(format, name) > 0) is { } unread)
        {
            throw new MssException(MssError.Unsupported, $"The session describes AAC with {unread}; AAC-hbr and AAC-lbr can be packaged.");
        }

        int size = NumberOf(format, "sizelength");
        return size > 0
            ? new AacFormat(
                AudioSpecificConfig.Parse(Convert.FromHexString(config)),
                size,
                NumberOf(format, "indexlength"),
                NumberOf(format, "indexdeltalength"))
            : throw new MssException(MssError.Unsupported, "The session describes AAC without sizelength; AAC-hbr and AAC-lbr can be packaged.");
    }

    private static int NumberOf(IReadOnlyDictionary<string, string> format, string name)
    {
        if (!format.TryGetValue(name, out string? text))
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && (value <= MostBits || name == "constantsize")
            ? value
            : throw new MssException(MssError.MalformedInput, $"The session describes AAC with {name}={text}.");
    }
}
