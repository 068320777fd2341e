namespace MssTools.Core.Codecs.Aac;

/// <summary>How many channels an AAC stream has; prints as mono, stereo, 5.1.</summary>
/// <param name="Full">Channels of full bandwidth.</param>
/// <param name="LowFrequency">Low frequency effects channels.</param>
internal readonly record struct AudioChannels(int Full, int LowFrequency)
{
    /// <summary>Two channels.</summary>
    public static readonly AudioChannels Stereo = new(2, 0);

    /// <summary>All channels.</summary>
    public int Count => Full + LowFrequency;

    /// <summary>The channels of a channelConfiguration other than 0 (ISO/IEC 14496-3 table 1.19 and 23001-8).</summary>
    /// <exception cref="MssException"><see cref="MssError.Unsupported"/>: reserved, or 22.2.</exception>
    public static AudioChannels Of(uint configuration) => configuration switch
    {
        >= 1 and <= 5 => new AudioChannels((int)configuration, 0),
        6 => new AudioChannels(5, 1),
        7 or 12 or 14 => new AudioChannels(7, 1),
        11 => new AudioChannels(6, 1),
        _ => throw new MssException(MssError.Unsupported, $"AAC with channelConfiguration {configuration} cannot be packaged."),
    };

    /// <inheritdoc/>
    public override string ToString() => (Full, LowFrequency) switch
    {
        (1, 0) => "mono",
        (2, 0) => "stereo",
        _ => $"{Full}.{LowFrequency}",
    };
}
