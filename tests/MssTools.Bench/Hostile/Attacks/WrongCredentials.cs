namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Asks the server with the slow authorizer, each time with another wrong credential.</summary>
internal sealed class WrongCredentials(Target target) : HttpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "wrong credentials";

    /// <inheritdoc/>
    public override int Port => Target.Gated;

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        while (true)
        {
            string path = Target.ManifestOf(random.Next(1, Target.Groups + 1));
            string credential = random.Next(2) == 0 ? $"Bearer {random.NextInt64()}" : $"Basic {random.NextInt64()}";
            await SendAsync(socket, $"GET /{path} HTTP/1.1\r\nHost: a\r\nAuthorization: {credential}\r\n\r\n");
            string answer = await HearAsync(socket);
            if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            {
                Tally.Finding($"'{credential}' was let in");
            }
        }
    }
}
