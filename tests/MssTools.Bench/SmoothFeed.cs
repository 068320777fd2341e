using System.Text;
using MssTools.Core.Iso;

namespace MssTools.Bench;

/// <summary>The body of Smooth publishers: a chunk of HTTP for the header, and one for each fragment when it is complete.</summary>
internal sealed class SmoothFeed : PacedFeed
{
    private const uint VideoTrack = 1;

    /// <summary>Reads what ffmpeg writes as a live Smooth stream.</summary>
    public SmoothFeed(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using var bytes = new MemoryStream();
        var boxes = new BoxReader(file, path);
        int start = 0;
        TimeSpan time = TimeSpan.Zero;
        bool isVideo = false;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Moof)
            {
                WriteChunk(bytes, file.AsSpan(start..(int)(boxes.ContentOrigin - 8)), time);
                start = (int)boxes.ContentOrigin - 8;
                (time, isVideo) = Describe(boxes);
            }
            else if (boxes.Type == BoxTypes.Mdat)
            {
                int end = (int)boxes.ContentOrigin + boxes.Content.Length;
                WriteChunk(bytes, file.AsSpan(start..end), time);
                start = end;
                if (isVideo)
                {
                    FragmentEnds.Add(Count - 1);
                }
            }
        }

        Bytes = bytes.ToArray();
    }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> Bytes { get; }

    private void WriteChunk(MemoryStream bytes, ReadOnlySpan<byte> content, TimeSpan time)
    {
        if (content.Length > 0)
        {
            bytes.Write(Encoding.ASCII.GetBytes($"{content.Length:x}\r\n"));
            bytes.Write(content);
            bytes.Write("\r\n"u8);
            Add((int)bytes.Length, time);
        }
    }

    // A fragment is sent when its last sample is there.
    private static (TimeSpan End, bool IsVideo) Describe(BoxReader moof)
    {
        (TimeSpan End, bool IsVideo) fragment = default;
        BoxReader parts = moof.Children;
        while (parts.Read())
        {
            BoxReader boxes = parts.Children;
            while (parts.Type == BoxTypes.Traf && boxes.Read())
            {
                if (boxes.Type == BoxTypes.Tfhd)
                {
                    fragment.IsVideo = TfhdBox.Read(boxes.Fields).TrackId == VideoTrack;
                }
                else if (boxes.ExtendedType == TfxdBox.ExtendedType)
                {
                    TfxdBox place = TfxdBox.Read(boxes.Fields);
                    fragment.End = TimeSpan.FromTicks(unchecked((long)(place.FragmentAbsoluteTime + place.FragmentDuration)));
                }
            }
        }

        return fragment;
    }
}
