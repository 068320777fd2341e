using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs.Synthetic.Pictures;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Synthetic;

/// <summary>The pictures of a made-up input, in their order.</summary>
/// <param name="settings">What they look like.</param>
internal sealed class SyntheticPictures(SyntheticSettings settings)
{
    private const int TrackId = 1;
    private const int TicksPerPicture = 1000;

    private readonly PictureWriter _writer = new(settings);

    /// <summary>The track, listed under the bit rate of the settings.</summary>
    public Track Track => field ??= new Track(
        TrackId, AvcCodec.Instance.Content, (uint)(settings.FramesPerSecond * TicksPerPicture), _writer.Config)
    {
        StatedBitrate = settings.Bitrate,
    };

    /// <summary>Pictures of the input; as good as endless where it has no end.</summary>
    public long Count { get; } = settings.Duration is { } duration ? (long)duration.TotalSeconds * settings.FramesPerSecond : long.MaxValue;

    /// <summary>Codes a picture.</summary>
    /// <param name="number">From 0; numbers follow each other, or begin anew.</param>
    public Sample Read(long number)
    {
        byte[] bytes = _writer.Write(number);
        return new Sample(
            Track,
            number * TicksPerPicture,
            TicksPerPicture,
            CompositionOffset: 0,
            IsSync: number % settings.GopLength == 0,
            new Payload(bytes));
    }
}
