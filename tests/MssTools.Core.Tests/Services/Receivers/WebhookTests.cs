using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MssTools.Core.Services;
using MssTools.Core.Services.Receivers;
using Xunit;

namespace MssTools.Core.Tests.Services.Receivers;

/// <summary>Webhooks, whose receiver takes events, is away, slow, busy, or wants none.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly MssEvent s_event = new() { Kind = MssEventKind.DiskLow, GroupName = "news", Message = "It's full: ü", Missed = 3 };

    private readonly HookTime _time = new(TimeSpan.FromSeconds(10));
    private readonly List<string> _retries = [];

    // The vector that the libraries of Standard Webhooks have in their tests.
    [Fact]
    public void Signature_IsThatOfStandardWebhooks()
    {
        byte[] key = new EventReceiverDefinition { Secret = Secret }.Key()!;

        string signature = WebhookSignature.Of(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public async Task Post_HasTheEventItsIdTimeAndSignature_AndNotTheSecret()
    {
        using var hook = new FakeHook();
        using var webhook = Webhook(hook.Address, Secret);

        await Deliver(webhook);

        FakeHook.Post post = Assert.Single(hook.Posts);
        Assert.Equal("POST /hook HTTP/1.1", post.Line);
        Assert.Equal("application/json; charset=utf-8", post.Headers["Content-Type"]);
        Assert.StartsWith("MssTools/", post.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(("id_1", "1767225600"), (post.Headers["webhook-id"], post.Headers["webhook-timestamp"]));
        Assert.Equal(WebhookSignature.Of(Convert.FromBase64String(Secret[6..]), "id_1", 1767225600, post.Body), post.Headers["webhook-signature"]);
        Assert.Equal(s_event, JsonSerializer.Deserialize<MssEvent>(post.Body, WireJson.Clear));
        Assert.DoesNotContain("Authorization", post.Headers.Keys);
        Assert.DoesNotContain(Secret[6..], string.Join(" ", post.Headers.Values) + Encoding.UTF8.GetString(post.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutASecretAndWithAUser_IsNotSignedAndSaysWho()
    {
        using var hook = new FakeHook("403 Forbidden");
        Uri address = new UriBuilder(hook.Address) { UserName = "mss", Password = "p%40ss" }.Uri;
        using var webhook = Webhook(address, secret: null);

        MssException refused = await Assert.ThrowsAsync<MssException>(() => Deliver(webhook));

        FakeHook.Post post = Assert.Single(hook.Posts);
        Assert.DoesNotContain("webhook-signature", post.Headers.Keys);
        Assert.Equal("Basic " + Convert.ToBase64String("mss:p@ss"u8), post.Headers["Authorization"]);
        Assert.Equal(MssError.AccessDenied, refused.Code);
        Assert.DoesNotContain("p%40ss", refused.Message, StringComparison.Ordinal);
        Assert.Contains("mss:***@127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    // Everything that may come right, with pauses that grow, and as long as the receiver wants.
    [Fact]
    public async Task Post_FailsEverywhere_IsTriedAgainUntilItIsTaken()
    {
        using var hook = new FakeHook("500 Oops", "429 Slow down\r\nRetry-After: 7", "reset", "408 Late", "503 Busy\r\nRetry-After: 1");
        using var webhook = Webhook(hook.Address, Secret);

        await Deliver(webhook);

        Assert.Equal([1, 7, 4, 8, 16], _time.Pauses);
        Assert.Equal(6, hook.Posts.Count);
        Assert.Single(hook.Posts.Select(post => post.Headers["webhook-id"]).Distinct());
        Assert.Equal(
            [1767225600, 1767225601, 1767225608, 1767225612, 1767225620, 1767225636], hook.Posts.Select(post => long.Parse(post.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(5, _retries.Count);
        Assert.Contains("answered 500 Oops", _retries[0], StringComparison.Ordinal);
        Assert.Contains("cannot be reached", _retries[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100000", 60)]
    [InlineData("Thu, 01 Jan 2026 00:00:45 GMT", 45)]
    [InlineData("Thu, 01 Jan 2099 00:00:45 GMT", 60)]
    [InlineData("Thu, 01 Jan 1970 00:00:45 GMT", 1)]
    [InlineData("tomorrow", 1)]
    public async Task Post_RetryAfter_IsHonouredWithinAMinute(string asked, double pause)
    {
        using var hook = new FakeHook($"503 Busy\r\nRetry-After: {asked}");
        using var webhook = Webhook(hook.Address, Secret);

        await Deliver(webhook);

        Assert.Equal([pause], _time.Pauses);
    }

    [Theory]
    [InlineData("404 Not Found", MssError.SinkFailed)]
    [InlineData("400 Bad Request", MssError.SinkFailed)]
    [InlineData("410 Gone", MssError.SinkFailed)]
    [InlineData("401 Unauthorized", MssError.AccessDenied)]
    public async Task Post_Refused_IsNotTriedAgain(string answer, MssError code)
    {
        using var hook = new FakeHook(answer);
        using var webhook = Webhook(hook.Address, Secret);

        MssException refused = await Assert.ThrowsAsync<MssException>(() => Deliver(webhook));

        Assert.Equal((code, 1), (refused.Code, hook.Posts.Count));
        Assert.Empty(_retries);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Post_Redirected_FollowsNobody(int status)
    {
        using var elsewhere = new FakeHook();
        using var hook = new FakeHook($"{status} There\r\nLocation: {elsewhere.Address}");
        using var webhook = Webhook(hook.Address, Secret);

        MssException refused = await Assert.ThrowsAsync<MssException>(() => Deliver(webhook));

        Assert.Contains($"answered {status}", refused.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (hook.Posts.Count, elsewhere.Posts.Count));
    }

    [Fact]
    public async Task Post_NobodyThere_IsGivenUpAfterAllAttempts()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        listener.Stop();
        using var webhook = Webhook(address, Secret, retryCount: 2);

        MssException failure = await Assert.ThrowsAsync<MssException>(() => Deliver(webhook));

        Assert.Equal(MssError.Unavailable, failure.Code);
        Assert.Equal([1, 2], _time.Pauses);
    }

    // However many attempts are wanted: ten minutes.
    [Fact]
    public async Task Post_FailsForEver_EndsWithinTenMinutes()
    {
        using var hook = new FakeHook([.. Enumerable.Repeat("500 Oops", 30)]);
        using var webhook = Webhook(hook.Address, Secret, retryCount: 20);

        await Assert.ThrowsAsync<MssException>(() => Deliver(webhook));

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60, 60], _time.Pauses);
    }

    [Fact]
    public async Task Post_NoAnswer_IsTimedOut()
    {
        using var hook = new FakeHook("silent");
        using var webhook = new Webhook(
            new EventReceiverDefinition { Name = "hook", Uri = hook.Address, RetryCount = 0, Timeout = 1 }, TimeProvider.System);

        MssException failure = await Assert.ThrowsAsync<MssException>(() => Deliver(webhook));

        Assert.Equal(MssError.TimedOut, failure.Code);
    }

    [Fact]
    public async Task Post_AnswerWithoutEnd_IsTakenAndNotRead()
    {
        using var hook = new FakeHook("endless");
        using var webhook = Webhook(hook.Address, Secret);

        await Deliver(webhook).WaitAsync(TimeSpan.FromSeconds(30));

        await Task.Delay(100);
        Assert.InRange(hook.Written, 0, 20_000_000); // what the system holds of it
    }

    [Fact]
    public async Task Post_Stopped_EndsAtOnce()
    {
        using var hook = new FakeHook("silent");
        using var webhook = Webhook(hook.Address, Secret);
        using var stop = new CancellationTokenSource();

        Task delivery = webhook.DeliverAsync(s_event, "id_1", failure => _retries.Add(failure.Message), stop.Token);
        await Eventually.Until(() => hook.Posts.Count == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    private Task Deliver(Webhook webhook) => webhook.DeliverAsync(s_event, "id_1", failure => _retries.Add(failure.Message), CancellationToken.None);

    private Webhook Webhook(Uri address, string? secret, int retryCount = 5) =>
        new(new EventReceiverDefinition { Name = "hook", Uri = address, Secret = secret, RetryCount = retryCount }, _time);
}
