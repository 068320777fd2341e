using System.Globalization;
using System.Text.RegularExpressions;

namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Asks for times just behind the last fragment that no fragment will have: they may not be held.</summary>
internal sealed partial class InventedTimes(Target target) : HttpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "invented times";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        string group = Target.GroupOf(random.Next(1, Target.Groups + 1));
        await SendAsync(socket, $"GET /{group}/manifest.ismc HTTP/1.1\r\nHost: a\r\n\r\n");
        string manifest = await HearAsync(socket);
        Match url = Template().Match(manifest);
        Match bitrate = Bitrate().Match(manifest);
        long last = Row().Matches(manifest).Select(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Append(0).Max();
        if (!url.Success || !bitrate.Success)
        {
            await socket.RestAsync(1);
            return;
        }

        for (int i = 0; i < 20; i++)
        {
            string path = url.Groups[1].Value
                .Replace("{bitrate}", bitrate.Groups[1].Value, StringComparison.Ordinal)
                .Replace("{start time}", $"{last + random.NextInt64(1, 100_000_000)}", StringComparison.Ordinal);
            await SendAsync(socket, $"GET /{group}/{path} HTTP/1.1\r\nHost: a\r\n\r\n");
            await HearAsync(socket);
        }
    }

    [GeneratedRegex(" Url=\"([^\"]+)\"")]
    private static partial Regex Template();

    [GeneratedRegex(" Bitrate=\"(\\d+)\"")]
    private static partial Regex Bitrate();

    [GeneratedRegex("<c [^>]*t=\"(\\d+)\"")]
    private static partial Regex Row();
}
