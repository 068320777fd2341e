namespace MssTools.Core.Inputs.Flv;

/// <summary>The decoder configurations in force, one tag for each track: who begins later gets them first.</summary>
internal sealed class SequenceHeaders
{
    /// <summary>Tracks whose headers are kept; a stranger may number them as he likes.</summary>
    private const int MostTracks = 64;

    private FlvTag[] _tags = [];

    /// <summary>The headers, that of video first. Never changed: another header makes another list.</summary>
    public IReadOnlyList<FlvTag> All => _tags;

    /// <summary>Takes a tag, which counts if it is a header.</summary>
    public void Take(FlvTag tag)
    {
        if (tag.HeaderOf is { } track && (_tags.Length < MostTracks || _tags.Any(old => old.HeaderOf == track)))
        {
            _tags = [.. _tags.Where(old => old.HeaderOf != track).Append(tag).OrderBy(header => header.HeaderOf)];
        }
    }
}
