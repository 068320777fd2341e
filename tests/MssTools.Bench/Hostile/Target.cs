using System.Globalization;

namespace MssTools.Bench.Hostile;

/// <summary>What is attacked, and what good clients use: ports of the loopback interface, and groups.</summary>
/// <param name="Rtmp">Port of an ingest with stream keys.</param>
/// <param name="Http">Port of a server that is open to all.</param>
/// <param name="Gated">Port of a server that asks an authorizer.</param>
/// <param name="Groups">How many groups, and publishers, there are.</param>
internal sealed record Target(int Rtmp, int Http, int Gated, int Groups)
{
    /// <summary>The bearer token that the authorizer lets in.</summary>
    public const string Token = "the-token-of-good-viewers";

    /// <summary>A file of the root that fills the buffers of who does not read.</summary>
    public const string LargeFile = "large/video.fmp4";

    /// <summary>What stands in a file beside the root; an answer that has it is a finding.</summary>
    public const string Outside = "outside-of-the-root-5f0c93";

    /// <summary>The group, and the local stream, of a publisher.</summary>
    public static string GroupOf(int publisher) => $"cam{publisher}";

    /// <summary>The stream key of a publisher.</summary>
    public static string KeyOf(int publisher) => $"key-{publisher}-93ab";

    /// <summary>Path of a group's manifest.</summary>
    public static string ManifestOf(int publisher) => $"{GroupOf(publisher)}/manifest.ismc";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Target Parse(string text)
    {
        int[] numbers = [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return new Target(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>The numbers, for another process.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rtmp},{Http},{Gated},{Groups}");
}
