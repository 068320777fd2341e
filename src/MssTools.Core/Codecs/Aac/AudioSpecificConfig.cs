using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Aac;

/// <summary>The AAC decoder configuration (ISO/IEC 14496-3 1.6.2.1).</summary>
internal static class AudioSpecificConfig
{
    private const int AacLc = 2;
    private const int Sbr = 5;
    private const int ParametricStereo = 29;
    private const int EscapedObjectType = 31;
    private const uint ExplicitFrequency = 15;
    private const uint SbrSyncExtension = 0x2b7;
    private const uint ParametricStereoSyncExtension = 0x548;
    private const int LowestRate = 4_000;
    private const int HighestRate = 192_000;
    private const int LongestConfig = 1024; // a program_config_element with its comment has at most 340 bytes

    private static ReadOnlySpan<int> Frequencies =>
        [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

    /// <summary>Parses a configuration, explicit and backward-compatible SBR and PS signalling included.</summary>
    /// <remarks>SBR that is not announced (implicit signalling) shows only in the frames: it counts as AAC-LC.</remarks>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public static AacConfig Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestConfig)
        {
            throw new MssException(
                MssError.MalformedInput, $"AudioSpecificConfig has {bytes.Length} bytes; at most {LongestConfig} make sense.");
        }

        var bits = new BitReader(bytes, "AudioSpecificConfig");
        int objectType = ReadObjectType(ref bits);
        int coreRate = ReadFrequency(ref bits);
        uint configuration = bits.ReadBits(4);
        int outputRate = coreRate;
        bool stereoTool = objectType == ParametricStereo;
        bool sbr = objectType == Sbr || stereoTool;
        if (sbr)
        {
            outputRate = ReadFrequency(ref bits);
            objectType = ReadObjectType(ref bits);
        }

        if (objectType != AacLc)
        {
            // Main, SSR and LTP too: a client that is told AACL brings a decoder for LC.
            throw new MssException(
                MssError.Unsupported,
                $"AAC with audio object type {objectType} cannot be packaged; 2 (LC), 5 and 29 (HE) can.");
        }

        int frame = bits.ReadFlag() ? 960 : 1024; // frameLengthFlag
        if (bits.ReadFlag())                      // dependsOnCoreCoder
        {
            bits.Skip(14);
        }

        bits.Skip(1); // extensionFlag
        AudioChannels channels = configuration == 0
            ? ProgramConfigElement.Read(ref bits).Channels
            : AudioChannels.Of(configuration);
        if (!sbr)
        {
            (sbr, stereoTool) = ReadSyncExtension(ref bits, ref outputRate);
        }

        if (outputRate != coreRate && outputRate != 2 * coreRate)
        {
            throw bits.Malformed($"SBR makes {outputRate} Hz of {coreRate} Hz");
        }

        bool widened = stereoTool && channels.Count == 1;
        channels = widened ? AudioChannels.Stereo : channels;
        string name = !sbr ? "AAC-LC" : widened ? "HE-AAC v2" : "HE-AAC";
        return new AacConfig(
            sbr ? "AACH" : "AACL",
            bytes.ToArray(),
            outputRate,
            channels.Count,
            frame * (outputRate / coreRate),
            $"{name} {outputRate} Hz {channels}");
    }

    /// <summary>Makes the configuration of AAC-LC of which nothing is known but this; null where the rate is none of the usual.</summary>
    /// <param name="samplingRate">Samples per second.</param>
    /// <param name="channels">1 or 2.</param>
    public static byte[]? OfLowComplexity(int samplingRate, int channels)
    {
        int index = Frequencies.IndexOf(samplingRate);
        int config = AacLc << 11 | index << 7 | channels << 3;
        return index < 0 ? null : [(byte)(config >> 8), (byte)config];
    }

    private static int ReadObjectType(ref BitReader bits)
    {
        int type = (int)bits.ReadBits(5);
        return type == EscapedObjectType ? 32 + (int)bits.ReadBits(6) : type;
    }

    private static int ReadFrequency(ref BitReader bits)
    {
        uint index = bits.ReadBits(4);
        if (index == ExplicitFrequency)
        {
            int rate = (int)bits.ReadBits(24);
            return rate is >= LowestRate and <= HighestRate ? rate : throw bits.Malformed($"the sampling rate is {rate} Hz");
        }

        return index < Frequencies.Length
            ? Frequencies[(int)index]
            : throw bits.Malformed($"samplingFrequencyIndex is {index}");
    }

    // Backward-compatible signalling stands behind what an LC decoder reads (1.6.5.2).
    private static (bool Sbr, bool ParametricStereo) ReadSyncExtension(ref BitReader bits, ref int outputRate)
    {
        if (bits.Remaining < 16 || bits.ReadBits(11) != SbrSyncExtension || ReadObjectType(ref bits) != Sbr)
        {
            return (false, false);
        }

        if (!bits.ReadFlag()) // sbrPresentFlag
        {
            return (false, false);
        }

        outputRate = ReadFrequency(ref bits);
        return (true, bits.Remaining >= 12 && bits.ReadBits(11) == ParametricStereoSyncExtension && bits.ReadFlag());
    }
}
