using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>
/// Reads the payloads of one track as a container of samples holds them, in decode order, and gives access units in the form that
/// fragments carry. What the payloads themselves say counts: of sync samples, of configurations, of how they are built.
/// </summary>
internal abstract class PayloadReader
{
    /// <summary>Takes what the container says of the payloads that follow.</summary>
    public abstract void Announce(CodecHeader header);

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">Its bytes; read only as far as it takes.</param>
    /// <param name="decodeTime">In ticks of the track.</param>
    /// <param name="duration">In ticks of the track.</param>
    /// <param name="isMarked">Whether the container marks it as a sync sample.</param>
    /// <param name="output">Takes its access units; none where it is left out, which is counted.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported or SourceFailed.</exception>
    public abstract void Read(Payload payload, long decodeTime, uint duration, bool isMarked, Queue<AccessUnit> output);

    /// <summary>Says that payloads are missing here.</summary>
    public virtual void Lose()
    {
    }

    /// <summary>Says that no payload follows.</summary>
    public virtual void End()
    {
    }
}
