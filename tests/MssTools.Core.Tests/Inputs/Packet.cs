using System.Globalization;
using System.Security.Cryptography;
using MssTools.Core.Inputs;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Inputs;

/// <summary>One packet, as ffprobe lists it and as a reader delivers it. Times are microseconds.</summary>
internal sealed record Packet(MediaKind Kind, long Pts, long Dts, int Size, bool IsSync, bool IsHidden, string Hash)
{
    /// <summary>Reads a list that a golden folder's make.sh wrote.</summary>
    public static List<Packet> ReadList(string path) => [.. File.ReadLines(path).Select(Parse)];

    /// <summary>Reads a media file to its end.</summary>
    public static List<Packet> Read(IMediaReader reader) => [.. reader.ReadSamples(CancellationToken.None).Select(Of)];

#pragma warning disable CA5351 // the hash that ffprobe prints; nothing is protected by it
    public static Packet Of(Sample sample) => new(
        sample.Track.Kind,
        Microseconds(sample, sample.DecodeTime + sample.CompositionOffset),
        Microseconds(sample, sample.DecodeTime),
        sample.Data.Length,
        sample.IsSync,
        false,
        Convert.ToHexStringLower(MD5.HashData(sample.Data.ToMemory().Span)));
#pragma warning restore CA5351

    public override string ToString() =>
        $"{Kind} pts {Pts} dts {Dts} size {Size} {(IsSync ? 'K' : '_')}{(IsHidden ? 'D' : '_')} {Hash}";

    private static long Microseconds(Sample sample, long time) => Timescale.Rescale(time, sample.Track.Timescale, 1_000_000);

    private static Packet Parse(string line)
    {
        string[] fields = line.Split(' ');
        return new Packet(
            fields[0] == "video" ? MediaKind.Video : MediaKind.Audio,
            Time(fields[1]),
            Time(fields[2]),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[4][0] == 'K',
            fields[4][1] == 'D',
            fields[5]);
    }

    private static long Time(string seconds) => (long)decimal.Round(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1_000_000);
}
