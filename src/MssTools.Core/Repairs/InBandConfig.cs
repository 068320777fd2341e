using MssTools.Core.Codecs.Avc;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>The decoder configuration that pictures carry along. Of sound, nothing in a fragment tells it.</summary>
internal static class InBandConfig
{
    private const int LargestSample = 32 * 1024 * 1024;

    /// <summary>Reads the parameter sets of a fragment's first picture.</summary>
    /// <param name="place">The group's folder.</param>
    /// <param name="path">Path of a whole fragment.</param>
    /// <returns>Null where there is not exactly one SPS and one PPS, or where they cannot be used.</returns>
    public static AvcConfig? Read(FolderPlace place, string path)
    {
        try
        {
            using StoredDocument document = FragmentInspection.Open(place, path);
            return document.Bytes is { } bytes && StoredFragment.Read(bytes).Samples is [{ Size: <= LargestSample } first, ..]
                ? Find(Bytes(bytes, first))
                : null;
        }
        catch (Exception failure) when (failure is MssException or IOException)
        {
            return null;
        }
    }

    private static byte[] Bytes(IStoredBytes stored, StoredSample sample)
    {
        byte[] bytes = new byte[sample.Size];
        stored.Read(sample.Offset, bytes);
        return bytes;
    }

    private static AvcConfig? Find(byte[] sample)
    {
        byte[]? sps = null;
        byte[]? pps = null;
        var units = new NalUnitReader(sample, AvcFraming.FourBytes);
        while (units.Read())
        {
            NalUnitType type = NalUnit.TypeOf(units.NalUnit[0]);
            bool isOther = (type == NalUnitType.SequenceParameterSet && !Take(ref sps, units.NalUnit))
                || (type == NalUnitType.PictureParameterSet && !Take(ref pps, units.NalUnit));
            if (isOther)
            {
                return null;
            }
        }

        return sps is not null && pps is not null ? AvcParameterSets.ToConfig(sps, pps) : null;
    }

    private static bool Take(ref byte[]? known, ReadOnlySpan<byte> unit)
    {
        known ??= unit.ToArray();
        return unit.SequenceEqual(known);
    }
}
