using System.Text.Json;
using System.Text.Json.Serialization;

namespace MssTools.Core.Services;

/// <summary>What a service writes down: an object of JSON a line, to a file or to what its starter reads. Secrets are no part of any.</summary>
/// <param name="output">Takes each line, without its end.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceLog(Action<string> output, TimeProvider time)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Lock _lock = new();

    /// <summary>Writes a line.</summary>
    /// <param name="what">What happened.</param>
    /// <param name="message">In words; cleaned and cut.</param>
    /// <param name="failure">Why, where it is one.</param>
    /// <param name="group">The group that it is about.</param>
    /// <param name="stream">The stream that it is about.</param>
    public void Write(ServiceEvent what, string message, MssException? failure = null, string? group = null, string? stream = null)
    {
        string line = JsonSerializer.Serialize(
            new Line(
                time.GetUtcNow(),
                failure is not null ? LogLevel.Error : what == ServiceEvent.Refused ? LogLevel.Warning : LogLevel.Info,
                what,
                ForeignText.Lines(message, Longest),
                group,
                stream,
                failure?.Code.ToString(),
                failure?.RecommendedAction),
            s_options);
        lock (_lock)
        {
            try
            {
                output(line);
            }
            catch (Exception failed) when (failed is IOException or ObjectDisposedException)
            {
                // A log that cannot be written, on a full disk or to a reader that has gone, ends nothing.
            }
        }
    }

    private const int Longest = 2000;

    private enum LogLevel
    {
        Info,
        Warning,
        Error,
    }

    private sealed record Line(
        DateTimeOffset Time, LogLevel Level, ServiceEvent Event, string Message, string? Group, string? Stream, string? Error, string? RecommendedAction);
}

/// <summary>What a line of the log is about.</summary>
internal enum ServiceEvent
{
    /// <summary>The service runs.</summary>
    Started,

    /// <summary>The service was asked to end.</summary>
    Stopping,

    /// <summary>The service has ended.</summary>
    Stopped,

    /// <summary>Somebody told the service something, and it does it.</summary>
    Told,

    /// <summary>Something that the service was told cannot be done now.</summary>
    Pending,

    /// <summary>An entry of the state folder cannot be read, and was put aside.</summary>
    Damaged,

    /// <summary>A stream entered a state.</summary>
    Stream,

    /// <summary>Somebody was not let in.</summary>
    Refused,

    /// <summary>Something is with the cluster: a node, or where a group runs.</summary>
    Cluster,

    /// <summary>The service ends with an error.</summary>
    Failed,
}
