using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Reads one track of a presentation out of its file, under what the server manifest says of it.</summary>
internal sealed class IsmTrackReader : IMediaReader
{
    private readonly IMediaReader _reader;
    private readonly ServerManifestTrack _stated;
    private readonly int _id;
    private readonly int _number;
    private readonly Dictionary<Track, Track> _known = new(ReferenceEqualityComparer.Instance);

    private IsmTrackReader(IMediaReader reader, ServerManifestTrack stated, int id, int number) =>
        (_reader, _stated, _id, _number) = (reader, stated, id, number);

    /// <inheritdoc/>
    public TimeSpan? Duration => _reader.Duration;

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [.. _reader.Tracks.Select(As)];

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced => _reader.Announced.Select(As).ToHashSet();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _reader.Warnings;

    /// <inheritdoc/>
    public long Losses => _reader.Losses;

    /// <summary>Opens a track.</summary>
    /// <param name="path">Full path of its file.</param>
    /// <param name="stated">What the server manifest says of it.</param>
    /// <param name="id">Its number in the input.</param>
    /// <param name="number">Which one of the input's sounds of its language, from 1.</param>
    /// <exception cref="MssException">The file cannot be opened, is none, or has no such track.</exception>
    public static IsmTrackReader Open(string path, ServerManifestTrack stated, int id, int number)
    {
        var file = MediaFile.Open(path);
        try
        {
            var reader = new IsmTrackReader(IsoReader.Open(file, stated.TrackId), stated, id, number);
            return reader.Announced.All(content => content.Kind == stated.Kind)
                ? reader
                : throw new MssException(MssError.MalformedInput, $"track {stated.TrackId} is of another kind than the server manifest says.");
        }
        catch (MssException failure)
        {
            file.Dispose();
            throw new MssException(
                failure.Code,
                failure.Message.Contains(path, StringComparison.Ordinal) ? failure.Message : $"'{path}': {failure.Message}",
                "Check the files and the trackID of each track in the server manifest.",
                failure);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>True for another track whose content would have the same name.</summary>
    public bool IsAlike(ServerManifestTrack other) => (_stated.Kind, _stated.SystemLanguage) == (other.Kind, other.SystemLanguage);

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop) => _reader.ReadSamples(stop).Select(sample => sample with { Track = As(sample.Track) });

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private Track As(Track track)
    {
        if (!_known.TryGetValue(track, out Track? known))
        {
            known = track with
            {
                Id = _id,
                Content = As(track.Content),
                StatedBitrate = _stated.SystemBitrate > 0 ? _stated.SystemBitrate : null,
            };
            _known.Add(track, known);
        }

        return known;
    }

    private Content As(Content content) => content.Kind == MediaKind.Video
        ? content
        : Content.Sound(content.Codec, LanguageCode.Parse(_stated.SystemLanguage) ?? content.Language, content.Role, _number);
}
