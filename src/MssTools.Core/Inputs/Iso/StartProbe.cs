using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Asks single pictures of a file whether decoding can start at them, for edits that begin in the middle.</summary>
internal static class StartProbe
{
    /// <summary>The question for a track; null where decoding can start at each of its samples.</summary>
    public static Func<SampleDescriptor, bool>? Of(MovieTrack track, MediaFile file)
    {
        return track.Codec.ProbeStarts() is not { } probe ? null : sample =>
        {
            if (sample.Offset < 0 || sample.Size > int.MaxValue || sample.Offset > file.Length - sample.Size)
            {
                return false;
            }

            var payload = new Payload(file, sample.Offset, (int)sample.Size);
            return probe.CanStartAt(payload, track.EntryOf(sample).Header, sample.IsSync);
        };
    }
}
