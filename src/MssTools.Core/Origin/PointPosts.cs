using System.Net;
using MssTools.Core.Access;

namespace MssTools.Core.Origin;

/// <summary>Hands what encoders POST to the publishing points.</summary>
/// <param name="points">Those of the server.</param>
/// <param name="time">The clock.</param>
internal sealed class PointPosts(IPublishingPoints points, TimeProvider time)
{
    /// <summary>How long an answer has to reach a sender before its connection is reset: some never read one.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    /// <summary>The answer; null where the target is none of a publishing point.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async ValueTask<Answer?> TryAnswerAsync(Exchange exchange)
    {
        if (PointAddress.Parse(exchange.Target) is not { } address)
        {
            return null;
        }

        var post = new PointPost(
            address.Point,
            address.Event,
            address.Stream,
            $"{new IPEndPoint(exchange.Address, exchange.Port)}",
            ForeignText.Value(exchange.RequestHeaders.UserAgent.ToString()),
            exchange.RequestHeaders.Authorization.ToString(),
            address.Query,
            exchange.IsSecure,
            IsProbe: !exchange.HasRequestBody);
        PostReply reply = await points.ReceiveAsync(post, exchange.OpenRequestBody, exchange.Aborted);
        var status = (HttpStatusCode)reply.Status;
        return status == HttpStatusCode.OK
            ? new Answer(status)
            : Answer.Error(status) with { Header = status == HttpStatusCode.Unauthorized ? ("WWW-Authenticate", ExpectedCredential.BasicChallenge) : ("Connection", "close") };
    }

    /// <summary>Ends the connection of a sender that was refused and goes on sending.</summary>
    public async Task HangUpAsync(Exchange exchange)
    {
        if (exchange is { IsPost: true, HasRequestBody: true, Status: >= 400 })
        {
            await exchange.Body.CompleteAsync();
            await Task.Delay(s_farewell, time);
            exchange.Abort();
        }
    }
}
