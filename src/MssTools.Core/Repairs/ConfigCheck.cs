using MssTools.Core.Checks;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>Whether a decoder can be configured by what a QualityLevel says.</summary>
internal static class ConfigCheck
{
    /// <summary>False for H.264 and AAC whose CodecPrivateData is missing or breaks the codec's rules; other codecs are not looked at.</summary>
    public static bool IsUsable(StoredTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        try
        {
            if (CodecAttributes.IsAvc(track.Index, track.Level))
            {
                return IsUsableAvc(track.Level.PrivateData ?? []);
            }

            if (CodecAttributes.IsAac(track.Index, track.Level))
            {
                // Empty is allowed ([MS-SSTR] 2.2.2.5): rate and channels say it.
                return track.Level.PrivateData is { } config && (config.Length == 0 || AudioSpecificConfig.Parse(config) is not null);
            }

            return true;
        }
        catch (MssException failure)
        {
            return failure.Code != MssError.MalformedInput;
        }
    }

    private static bool IsUsableAvc(byte[] privateData)
    {
        List<byte[]> units = CodecAttributes.ParameterSets(privateData);
        byte[]? sps = units.Find(unit => unit.Length > 0 && NalUnit.TypeOf(unit[0]) == NalUnitType.SequenceParameterSet);
        byte[]? pps = units.Find(unit => unit.Length > 0 && NalUnit.TypeOf(unit[0]) == NalUnitType.PictureParameterSet);
        return sps is not null && pps is not null && AvcParameterSets.ToConfig(sps, pps) is not null;
    }
}
