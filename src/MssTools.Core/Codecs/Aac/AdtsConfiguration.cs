namespace MssTools.Core.Codecs.Aac;

/// <summary>
/// Follows the decoder configuration of ADTS frames: their headers tell it, and where channel_configuration is 0 a
/// program_config_element within the frames, which need not be in each of them.
/// </summary>
internal sealed class AdtsConfiguration
{
    private const int Patience = 100; // frames without a word about their channels: two seconds

    private (int ObjectType, int Frequency, int Channels, int Blocks) _shape;
    private AacConfig? _config;
    private int _waited;

    /// <summary>
    /// True where a header tells of another configuration than the frames so far: a change, or damage.
    /// </summary>
    public bool IsChangedBy(AdtsHeader header) =>
        _config is not null && header.ChannelConfiguration != 0 && ShapeOf(header) != _shape;

    /// <summary>True for headers that tell of one configuration.</summary>
    public static bool AreAlike(AdtsHeader one, AdtsHeader other) => ShapeOf(one) == ShapeOf(other);

    /// <summary>
    /// The configuration of a frame, the same object as long as it stays the same; null where the frame is damaged or
    /// its channels are not known yet.
    /// </summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="frame">The frame behind it.</param>
    /// <exception cref="MssException">Unsupported: the stream cannot be packaged.</exception>
    public AacConfig? Of(AdtsHeader header, ReadOnlySpan<byte> frame)
    {
        (int, int, int, int) shape = ShapeOf(header);
        bool isTold = header.ChannelConfiguration != 0;
        if (isTold && shape == _shape)
        {
            return _config;
        }

        try
        {
            ProgramConfigElement? channels = isTold ? null : ProgramConfigElement.TryReadFirst(frame);
            if (!isTold && channels is null && (shape == _shape || ++_waited < Patience))
            {
                return shape == _shape ? _config : null;
            }

            byte[] bytes = header.ToAudioSpecificConfig(channels);
            if (_config?.PrivateData.Span.SequenceEqual(bytes) != true)
            {
                _config = AudioSpecificConfig.Parse(bytes);
            }

            _shape = shape;
            return _config;
        }
        catch (MssException failure) when (_config is not null || failure.Code == MssError.MalformedInput)
        {
            return null; // it was fine before: a damaged header
        }
    }

    private static (int ObjectType, int Frequency, int Channels, int Blocks) ShapeOf(AdtsHeader header) =>
        (header.ObjectType, header.FrequencyIndex, header.ChannelConfiguration, header.Blocks);
}
