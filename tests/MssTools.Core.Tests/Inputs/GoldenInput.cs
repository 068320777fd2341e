using System.Globalization;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Inputs;

/// <summary>A packet as ffprobe saw it; times in seconds relative to the track's first packet.</summary>
internal sealed record GoldenPacket(decimal Pts, decimal Dts, bool IsSync, int Size, string Hash);

/// <summary>The files of tests/golden/inputs.</summary>
internal static class GoldenInput
{
    public static readonly string Folder = Path.Join(Root(), "tests", "golden", "inputs");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Join(Folder, name));

    public static IMediaReader Open(string name)
    {
        var input = new InputStream(MediaFile.Open(Path.Join(Folder, name)));
        return name.EndsWith(".flv", StringComparison.Ordinal) ? new FlvReader(input) : new TsReader(input);
    }

    public static IMediaReader Open(string name, byte[] bytes)
    {
        var input = new InputStream(new MemoryStream(bytes));
        return name.EndsWith(".flv", StringComparison.Ordinal) ? new FlvReader(input) : new TsReader(input);
    }

    public static Dictionary<MediaKind, List<GoldenPacket>> Packets(string name)
    {
        var kinds = new Dictionary<string, (MediaKind Kind, decimal Scale)>();
        var packets = new Dictionary<MediaKind, List<GoldenPacket>>();
        foreach (string[] row in File.ReadLines(Path.Join(Folder, name + ".packets.csv")).Select(line => line.Split(',')))
        {
            if (row[0] == "stream")
            {
                MediaKind kind = row[2] == "video" ? MediaKind.Video : MediaKind.Audio;
                kinds[row[1]] = (kind, Number(row[3].Split('/')[1]));
                packets[kind] = [];
            }
            else
            {
                (MediaKind kind, decimal scale) = kinds[row[0]];
                packets[kind].Add(new GoldenPacket(Number(row[1]) / scale, Number(row[2]) / scale, row[3] == "K", (int)Number(row[4]), row[5]));
            }
        }

        return packets;
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "MssPowerShell.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository root is not above the tests.");
        }

        return folder;
    }
}
