using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// The latest of a publication, from a keyframe on, so that a reader which opens a moment later has lost nothing. It
/// covers the time in which a waiting stream looks again.
/// </summary>
internal sealed class RecentTags
{
    private const int KeptTime = 500; // ms; what is older is kept to the end of its GOP
    private const int LargestStepBack = 10_000; // ms by which tracks may be interleaved; more is a clock that was set anew
    private const uint AudioPartLength = 500; // ms, where there is no video to say where parts start
    private const long Capacity = 8 * 1024 * 1024;

    private readonly Queue<Part> _parts = new();
    private FlvTag? _metadata;
    private readonly SequenceHeaders _headers = new();
    private Part? _newest;
    private long _bytes;
    private bool _hasVideo;

    /// <summary>Takes the publication's next tag.</summary>
    public void Add(FlvTag tag)
    {
        if (tag.Type == FlvTagType.Script)
        {
            KeepMetadata(tag);
            return; // its time is often 0: it says nothing of what is old
        }

        if (StartsPart(tag))
        {
            _newest = new Part(_headers.All, tag.Timestamp);
            _parts.Enqueue(_newest);
        }

        _headers.Take(tag);
        _hasVideo |= tag.Type == FlvTagType.Video;
        if (_newest is not null)
        {
            _newest.Tags.Add(tag);
            _newest.Bytes += tag.Footprint;
            _bytes += tag.Footprint;
            Trim(tag.Timestamp);
        }
    }

    /// <summary>What a reader is to get before the publication's next tag.</summary>
    public IEnumerable<FlvTag> FromFirstKeyframe()
    {
        IReadOnlyList<FlvTag> headers = _parts.TryPeek(out Part? first) ? first.Headers : _headers.All;
        IEnumerable<FlvTag> metadata = _metadata is { } tag ? [tag] : [];
        return [.. metadata, .. headers, .. _parts.SelectMany(part => part.Tags)];
    }

    // The latest that names tracks: captions and timecodes come the same way.
    private void KeepMetadata(FlvTag tag)
    {
        if (tag.Data.Length <= FlvMetadata.LongestOfLive && FlvMetadata.Read(tag.Data.Span).TellsTracks)
        {
            _metadata = tag;
        }
    }

    private bool StartsPart(FlvTag tag) => tag.IsKeyframe
        || (!_hasVideo
            && tag is { Type: FlvTagType.Audio, IsSequenceHeader: false }
            && (_newest is null || tag.Timestamp - _newest.Start >= AudioPartLength));

    private void Trim(uint now)
    {
        while (_parts.Count > 1 && (_bytes > Capacity || IsOld(_parts.ElementAt(1), now)))
        {
            _bytes -= _parts.Dequeue().Bytes;
        }

        if (_bytes > Capacity)
        {
            // A GOP that is larger than all that may be kept: readers start with the next one.
            _parts.Clear();
            (_newest, _bytes) = (null, 0);
        }
    }

    private static bool IsOld(Part part, uint now) => (int)(now - part.Start) is >= KeptTime or < -LargestStepBack;

    /// <summary>A GOP, and the headers that were in force before it.</summary>
    private sealed class Part(IReadOnlyList<FlvTag> headers, uint start)
    {
        public IReadOnlyList<FlvTag> Headers => headers;

        public uint Start => start;

        public List<FlvTag> Tags { get; } = [];

        public long Bytes { get; set; }
    }
}
