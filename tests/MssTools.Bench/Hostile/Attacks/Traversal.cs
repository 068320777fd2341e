namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Paths that try to leave the root, in all spellings.</summary>
internal sealed class Traversal(Target target) : HttpAttack(target)
{
    private const int Requests = 50;

    private static readonly string[] s_ups =
    [
        "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "%252e%252e%252f", "....//", "./.././", "..;/", "%c0%ae%c0%ae/",
        ".%2e/", "/", "//", "..%00/", "%u002e%u002e/",
    ];

    private static readonly string[] s_ends =
        ["etc/passwd", "proc/self/environ", "outside.txt", "outside.txt%00.ismc", "outside.txt/manifest.ismc", "%6futside.txt"];

    /// <inheritdoc/>
    public override string Name => "paths out of the root";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        for (int i = 0; i < Requests; i++)
        {
            string begin = random.Next(2) == 0 ? "" : $"{Target.GroupOf(1)}/QualityLevels(1)/";
            string up = s_ups[random.Next(s_ups.Length)];
            string path = $"/{begin}{string.Concat(Enumerable.Repeat(up, random.Next(1, 12)))}{s_ends[random.Next(s_ends.Length)]}";
            await SendAsync(socket, $"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            string answer = await HearAsync(socket);
            if (answer.Contains(Target.Outside, StringComparison.Ordinal) || answer.Contains("root:x:0", StringComparison.Ordinal))
            {
                Tally.Finding($"'{path}' left the root");
            }
        }
    }
}
