using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MssTools.Integration.Tests.Exactness;

/// <summary>A packet of a source as ffprobe reads it; times in 100 ns, rounded.</summary>
/// <param name="DecodeTime">DTS.</param>
/// <param name="PresentationTime">PTS.</param>
/// <param name="IsDiscarded">True where an edit list says that the packet is decoded, but not shown.</param>
/// <param name="Hash">SHA-256 of the payload.</param>
internal sealed record SourcePacket(long DecodeTime, long PresentationTime, bool IsDiscarded, string Hash)
{
    private const string HashName = "SHA256";

    /// <summary>The packets of a file's first track of a kind.</summary>
    public static async Task<IReadOnlyList<SourcePacket>> ReadAsync(string file, bool video)
    {
        using var json = JsonDocument.Parse(await Tool.RunAsync(
            "ffprobe", "-v", "error", "-select_streams", video ? "v:0" : "a:0", "-show_packets", "-show_data_hash", HashName, "-show_entries",
            "packet=pts,dts,flags,data_hash:stream=time_base", "-of", "json=compact=1", file));
        string[] timeBase = json.RootElement.GetProperty("streams").EnumerateArray()
            .Select(s => s.GetProperty("time_base").GetString()!).FirstOrDefault("1/1").Split('/');
        Int128 numerator = Int128.Parse(timeBase[0], CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond;
        var denominator = Int128.Parse(timeBase[1], CultureInfo.InvariantCulture);
        return [.. json.RootElement.GetProperty("packets").EnumerateArray().Select(p => new SourcePacket(
            (long)(p.GetProperty("dts").GetInt64() * numerator / denominator),
            (long)(p.GetProperty("pts").GetInt64() * numerator / denominator),
            p.GetProperty("flags").GetString()!.Contains('D', StringComparison.Ordinal),
            p.GetProperty("data_hash").GetString()![(HashName.Length + 1)..]))];
    }

    /// <summary>The hash of bytes as ffprobe writes it.</summary>
    public static string HashOf(ReadOnlyMemory<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data.Span));

    /// <summary>Hashes of the AAC frames of an MPEG-TS file, without their ADTS headers.</summary>
    public static async Task<IReadOnlyList<string>> ReadAdtsHashesAsync(string file)
    {
        const int HashColumn = 5; // side data follows
        byte[] output = await Tool.RunAsync(
            "ffmpeg", "-v", "error", "-i", file, "-map", "0:a:0", "-c", "copy", "-bsf:a", "aac_adtstoasc", "-f", "framehash", "-hash", HashName, "-");
        return [.. Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => line.Split(',')[HashColumn].Trim())];
    }
}
