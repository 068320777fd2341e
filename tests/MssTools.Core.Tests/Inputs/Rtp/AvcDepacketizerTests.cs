using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs.Rtp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtp;

public class AvcDepacketizerTests
{
    private const int Idr = 0x65;
    private const int Slice = 0x41;

    // Pictures of two slices, each in a packet of its own: "I" starts an IDR picture and "i" goes on with it, "P" and "p"
    // the same for others. A capital has first_mb_in_slice 0. A dot is a packet that never came; a stroke ends a picture.
    [Theory]
    [InlineData("Ii|Pp|", "Ii Pp", 0)]
    [InlineData("Ii|P.|Pp|Ii|", "Ii Pp Ii", 1)]    // the caller drops pictures until it mends the stream
    [InlineData("Pp|.i|Pp|Ii|", "Pp Pp Ii", 1)]    // what is left of an IDR picture must not mend it
    [InlineData("Pp|I.|Pp|Ii|", "Pp Pp Ii", 1)]
    [InlineData("Pp|I.i|Pp|Ii|", "Pp Pp Ii", 1)]
    [InlineData("Ii|P.|.i|Ii|", "Ii Ii", 1)]       // the loss reaches over a boundary
    [InlineData("Ii|P.|Ii|Pp|", "Ii Ii Pp", 1)]    // only the picture before it suffered
    [InlineData("i|Pp|Ii|", "Pp Ii", 0)]           // the session begins within a picture
    public void Push_LostPackets_SpoilThePicturesThatTheyBelongTo(string packets, string expected, long losses)
    {
        var seen = new List<string>();
        var depacketizer = new AvcDepacketizer((unit, _) => seen.Add(Draw(unit)));
        uint timestamp = 3600;
        ushort sequence = 65534;
        foreach (string picture in packets.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            timestamp += 3600;
            for (int i = 0; i < picture.Length; i++)
            {
                sequence++;
                if (picture[i] != '.')
                {
                    bool isLast = i == picture.Length - 1;
                    depacketizer.Push(new RtpPacket(isLast, 96, sequence, timestamp, 1, NalUnit(picture[i])));
                }
            }
        }

        depacketizer.Finish();

        Assert.Equal((expected, losses), (string.Join(' ', seen), depacketizer.Losses));
    }

    private static byte[] NalUnit(char packet) =>
        [(byte)(char.ToUpperInvariant(packet) == 'I' ? Idr : Slice), (byte)(char.IsUpper(packet) ? 0x88 : 0x48), (byte)packet];

    // Behind each four-byte length stand three bytes, the last of which is the letter.
    private static string Draw(AvcAccessUnit unit) =>
        string.Concat(unit.Data.ToArray().Chunk(4 + 3).Select(nalUnit => (char)nalUnit[^1]));
}
