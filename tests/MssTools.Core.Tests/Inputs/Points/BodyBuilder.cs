using System.Text;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Inputs.Points;

/// <summary>Builds what encoders send, right or wrong.</summary>
internal sealed class BodyBuilder
{
    public const long Second = 10_000_000;

    private readonly List<byte> _bytes = [];

    public static AvcConfig Picture { get; } = new(
        Convert.FromHexString("00000001" + "6742c01eda0280bfe5c04400000fa40003a98238" + "00000001" + "68ce3c80"), 640, 360, "");

    public static AacConfig Sound { get; } = new("AACL", Convert.FromHexString("1190"), 48_000, 2, 1024, "");

    public Stream Open() => new MemoryStream(_bytes.ToArray());

    public byte[] Bytes => _bytes.ToArray();

    public BodyBuilder Ftyp() => Write(InitSegment.WriteFtyp);

    public BodyBuilder Manifest(long bitrate = 300_000, bool tellsCodec = true, CodecConfig? sound = null) => Write(writer => IngestManifestBox.Write(
        writer,
        IngestManifestBox.LiveServerManifest,
        SmilWriter.Write(new ServerManifest([Track(MediaKind.Video, bitrate, 1, Picture), Track(MediaKind.Audio, 64_000, 2, sound ?? Sound)]))
            is var xml && tellsCodec ? xml : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(xml).Replace("FourCC", "Other").Replace("CodecPrivateData", "Thing"))));

    public BodyBuilder Presentation(params string[] streams) => Write(
        writer => IngestManifestBox.Write(writer, IngestManifestBox.StreamManifest, SmilWriter.WriteStreamManifest(streams)));

    public BodyBuilder Moov(CodecConfig? picture = null) =>
        Write(writer => InitSegment.WriteMoov(writer, [new TrakBox(1, picture ?? Picture, (uint)Second), new TrakBox(2, Sound, (uint)Second)]));

    public BodyBuilder Header(long bitrate = 300_000) => Ftyp().Manifest(bitrate).Moov();

    /// <summary>A fragment of ten pictures or sounds in two seconds.</summary>
    public BodyBuilder Fragment(uint track, double seconds, byte content = 7, bool hasTime = true, int missing = 0, bool isShared = false)
    {
        const int Samples = 10;
        byte[] sample = [0, 0, 0, 60, 0x65, .. Enumerable.Repeat(content, 59)];
        return Write(writer =>
        {
            int place;
            int? again = null;
            using (writer.Box(BoxTypes.Moof))
            {
                new MfhdBox((uint)(seconds * 10) + 1).Write(writer);
                using (writer.Box(BoxTypes.Traf))
                {
                    new TfhdBox(track, DefaultSampleFlags: SampleFlags.Sync).Write(writer);
                    WriteRun(out place);
                    if (isShared)
                    {
                        WriteRun(out int second);
                        again = second;
                    }

                    if (hasTime)
                    {
                        new TfxdBox((ulong)(long)(seconds * Second), 2 * (ulong)Second).Write(writer);
                    }
                }
            }

            writer.Patch(place, (uint)(writer.Length + 8));
            if (again is { } other)
            {
                writer.Patch(other, (uint)(writer.Length + 8)); // the same bytes for other samples
            }

            using (writer.Box(BoxTypes.Mdat))
            {
                for (int i = 0; i < Samples - missing; i++)
                {
                    writer.WriteBytes(sample);
                }
            }

            void WriteRun(out int offset)
            {
                using (TrunBox.Open(writer, isVideo: true, signed: false, Samples, out offset))
                {
                    for (int i = 0; i < Samples; i++)
                    {
                        TrunBox.WriteVideoRow(writer, (uint)(2 * Second / Samples), (uint)sample.Length, i == 0 || track == 2 ? SampleFlags.Sync : SampleFlags.NonSync, 0);
                    }
                }
            }
        });
    }

    public BodyBuilder End() => Write(MfraBox.WriteEmpty);

    public BodyBuilder Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private static ServerManifestTrack Track(MediaKind kind, long bitrate, uint id, CodecConfig config) =>
        new(kind, "Streams", bitrate, id, kind == MediaKind.Video ? "video" : "audio")
        {
            Timescale = Second,
            FourCC = config.FourCC,
            CodecPrivateData = config.PrivateData,
            Attributes = config.LevelAttributes,
        };

    private BodyBuilder Write(Action<BoxWriter> write)
    {
        var writer = new BoxWriter();
        write(writer);
        _bytes.AddRange(writer.Written.Span);
        return this;
    }
}
