using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Tests.Inputs.Rtmp;

/// <summary>Makes tags whose content is only as long as it should be.</summary>
internal static class Tags
{
    public static FlvTag VideoHeader(uint time) => Of(FlvTagType.Video, time, 0x17, 0, 20);

    public static FlvTag AudioHeader(uint time) => Of(FlvTagType.Audio, time, 0xaf, 0, 4);

    public static FlvTag Video(uint time, bool isKey, int length = 100) =>
        Of(FlvTagType.Video, time, (byte)(isKey ? 0x17 : 0x27), 1, length);

    public static FlvTag Audio(uint time, int length = 20) => Of(FlvTagType.Audio, time, 0xaf, 1, length);

    public static FlvTag Metadata(uint time, string name, int videoCodec, int padding = 0) => new(
        FlvTagType.Script,
        time,
        new Amf0Writer().Text(name).Object()
            .Name("encoder").Text(new string('e', padding / 2)).Name("more").Text(new string('e', padding / 2))
            .Name("videocodecid").Number(videoCodec).End().Written.ToArray());

    private static FlvTag Of(FlvTagType type, uint time, byte first, byte second, int length)
    {
        byte[] data = new byte[length];
        (data[0], data[1]) = (first, second);
        return new FlvTag(type, time, data);
    }
}
