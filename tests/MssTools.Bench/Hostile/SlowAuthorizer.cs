namespace MssTools.Bench.Hostile;

/// <summary>Lets in who has the token, after as long as a short script takes.</summary>
internal sealed class SlowAuthorizer : IAuthorizer<ViewerRequest>
{
    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task<Verdict> DecideAsync(ViewerRequest request, CancellationToken limit)
    {
        await Task.Delay(s_time, limit);
        return request.Headers.GetValueOrDefault("Authorization") == $"Bearer {Target.Token}" ? Verdict.Allowed : Verdict.Refused;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }
}
