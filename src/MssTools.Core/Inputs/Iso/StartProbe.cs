using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Asks single pictures of a file whether decoding can start at them, for edits that begin in the middle.</summary>
internal static class StartProbe
{
    /// <summary>The question for a track of video, which reads the heads of a picture's NAL units; null for sound.</summary>
    public static Func<SampleDescriptor, bool>? Of(MovieTrack track, MediaFile file)
    {
        if (track.Kind != MediaKind.Video)
        {
            return null;
        }

        var scanner = new AvcSampleScanner();
        return sample =>
        {
            if (sample.Offset < 0 || sample.Size > int.MaxValue || sample.Offset > file.Length - sample.Size)
            {
                return false;
            }

            var framing = (AvcFraming)track.EntryOf(sample).Avc!.NalLengthSize;
            AvcStart start = scanner.Scan(new Payload(file, sample.Offset, (int)sample.Size), framing).Picture.Start;
            return start is AvcStart.Idr or AvcStart.RecoveryPoint || (start == AvcStart.Intra && sample.IsSync);
        };
    }
}
