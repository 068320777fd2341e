using System.Text.Json;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>What one node answers another: JSON, or why not. Both are those of the control interface, whatever versions the nodes have.</summary>
[GenerateSerializer]
internal sealed record Answer
{
    private static readonly JsonSerializerOptions s_read = WireJson.Of("");

    /// <summary>The answer.</summary>
    [Id(0)]
    public byte[] Json { get; init; } = [];

    /// <summary>A <see cref="SentFailure"/>; null: it was done.</summary>
    [Id(1)]
    public byte[]? Failure { get; init; }

    /// <summary>Does work, and gives what it gives or throws.</summary>
    public static async Task<Answer> OfAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return new Answer { Json = JsonSerializer.SerializeToUtf8Bytes(await work(), WireJson.Clear) };
        }
#pragma warning disable CA1031 // Whatever it is, it goes to who asked.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Of(failure);
        }
    }

    /// <summary>Why something was not done.</summary>
    public static Answer Of(Exception failure) =>
        new() { Failure = JsonSerializer.SerializeToUtf8Bytes(SentFailure.Of(failure as MssException ?? Outage.Of(failure)), WireJson.Clear) };

    /// <summary>The answer, or its failure thrown.</summary>
    /// <exception cref="MssException">What the other node refused.</exception>
    public T Read<T>()
    {
        if (Failure is { } failure)
        {
            throw JsonSerializer.Deserialize<SentFailure>(failure, s_read)!.ToException();
        }

        return JsonSerializer.Deserialize<T>(Json, s_read)!;
    }
}
