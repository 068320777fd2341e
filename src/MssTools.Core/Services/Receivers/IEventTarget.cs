namespace MssTools.Core.Services.Receivers;

/// <summary>Where a receiver's events go. It is given one after the other.</summary>
internal interface IEventTarget : IDisposable
{
    /// <summary>Delivers an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="id">Tells it from all others; the same in all attempts.</param>
    /// <param name="retries">Told of each failure after which there is another attempt.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MssException">It is given up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task DeliverAsync(MssEvent happened, string id, Action<MssException> retries, CancellationToken stop);
}
