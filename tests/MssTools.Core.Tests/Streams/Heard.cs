using MssTools.Core.Streams;

namespace MssTools.Core.Tests.Streams;

/// <summary>What a listener has heard.</summary>
internal static class Heard
{
    /// <summary>The events that wait, which are taken.</summary>
    public static List<MssEvent> TakeAll(this EventHub.Listener listener)
    {
        var events = new List<MssEvent>();
        while (listener.Waiting > 0)
        {
            events.Add(listener.NextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        }

        return events;
    }
}
