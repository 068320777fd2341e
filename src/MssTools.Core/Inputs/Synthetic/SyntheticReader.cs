using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Synthetic;

/// <summary>
/// Makes pictures with a running clock and sound with a beep, for trying out everything without a file or a camera. Nothing waits in here:
/// like a file's samples, these are there when they are asked for, and live groups are paced by the pipeline.
/// </summary>
/// <param name="settings">What is made. Samples depend on nothing else.</param>
internal sealed class SyntheticReader(SyntheticSettings settings) : IMediaReader
{
    private readonly SyntheticSound? _sound = settings.HasSound ? new SyntheticSound(settings) : null;
    private readonly SyntheticPictures _pictures = new(settings);

    /// <summary>Opens an input.</summary>
    /// <param name="source">An address of which <see cref="SyntheticAddress.IsSynthetic"/> is true.</param>
    /// <exception cref="MssException">InvalidSetting, as of <see cref="SyntheticAddress.Parse"/>.</exception>
    public static SyntheticReader Open(string source) => new(SyntheticAddress.Parse(source));

    /// <inheritdoc/>
    public TimeSpan? Duration => settings.Duration;

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => _sound is null ? [_pictures.Track] : [_pictures.Track, _sound.Track];

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        long picture = 0;
        long frame = 0;
        while (!stop.IsCancellationRequested)
        {
            bool hasPicture = picture < _pictures.Count;
            bool hasFrame = _sound is not null && frame < _sound.Count;
            if (!hasPicture && !hasFrame)
            {
                yield break;
            }

            yield return hasPicture && (!hasFrame || IsPictureFirst(picture, frame)) ? _pictures.Read(picture++) : _sound![frame++];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // There is nothing but memory.
    }

    private bool IsPictureFirst(long picture, long frame) =>
        (Int128)picture * _sound!.Track.Timescale <= (Int128)frame * Sound.Filterbank.Length * settings.FramesPerSecond;
}
