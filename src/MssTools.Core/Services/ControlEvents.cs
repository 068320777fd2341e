using System.Net;
using System.Text;
using System.Text.Json;

namespace MssTools.Core.Services;

/// <summary>What happens in a service, as server-sent events (HTML Living Standard 9.2), for as long as somebody listens.</summary>
/// <param name="engine">Where it happens.</param>
/// <param name="time">The clock.</param>
internal sealed class ControlEvents(IServiceEngine engine, TimeProvider time)
{
    /// <summary>Where they are.</summary>
    public const string Path = "/v1/events";

    /// <summary>Those who may listen at a time.</summary>
    private const int MostListeners = 64;

    /// <summary>Without an event for so long a comment is sent, so that whoever stands between keeps the connection.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);

    private static readonly byte[] s_greeting = ": from here on\n\n"u8.ToArray();
    private static readonly byte[] s_comment = ": nothing happens\n\n"u8.ToArray();

    private int _listeners;

    /// <summary>Sends events until the client has gone.</summary>
    public async Task AnswerAsync(ControlExchange context)
    {
        if (Interlocked.Increment(ref _listeners) > MostListeners)
        {
            Interlocked.Decrement(ref _listeners);
            var full = new MssException(MssError.Unavailable, $"{MostListeners} listen to events already.", "End one of them.");
            await context.WriteAsync(
                HttpStatusCode.ServiceUnavailable, "application/json", JsonSerializer.SerializeToUtf8Bytes(SentFailure.Of(full), WireJson.Clear));
            return;
        }

        try
        {
            await SendAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(ControlExchange context)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using IAsyncEnumerator<MssEvent> events = engine.WatchAsync(() => listens.TrySetResult(), context.Gone).GetAsyncEnumerator(context.Gone);
        Task<bool> next = events.MoveNextAsync().AsTask();
        await Task.WhenAny(listens.Task, next);
        context.TakeTime();
        await context.BeginAsync("text/event-stream");
        await context.WriteAsync(s_greeting); // with it the headers are on their way: who gets them is listening
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(s_silence, time, context.Gone)) != next)
                {
                    await context.WriteAsync(s_comment);
                    continue;
                }

                await next;
                await context.WriteAsync(TextOf(events.Current));
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // The enumerator may be disposed only when its step has ended, as it does with the client.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static byte[] TextOf(MssEvent happened) =>
        Encoding.UTF8.GetBytes($"event: {happened.Kind}\ndata: {JsonSerializer.Serialize(happened, WireJson.Clear)}\n\n");
}
