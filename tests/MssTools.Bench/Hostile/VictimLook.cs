using System.Text.Json;

namespace MssTools.Bench.Hostile;

/// <summary>What the process under test counts.</summary>
/// <param name="Heap">Bytes that a collection left.</param>
/// <param name="Fragments">Stored so far.</param>
/// <param name="Dropped">Fragments that were left out.</param>
/// <param name="Disconnects">Of all streams.</param>
/// <param name="Publishers">Connections of the ingest, strangers included.</param>
/// <param name="Viewers">Connections of both servers.</param>
/// <param name="Sessions">Of viewers.</param>
/// <param name="Held">Requests that wait for a fragment.</param>
/// <param name="Requests">Of viewers, so far.</param>
/// <param name="Refused">RTMP connections that were refused, or ended by a fault.</param>
/// <param name="Errors">Answers of both servers that were errors.</param>
internal sealed record VictimLook(
    long Heap,
    long Fragments,
    long Dropped,
    long Disconnects,
    int Publishers,
    int Viewers,
    int Sessions,
    int Held,
    long Requests,
    long Refused,
    string Errors)
{
    /// <summary>Reads a line.</summary>
    public static VictimLook Parse(string line) => JsonSerializer.Deserialize<VictimLook>(line)!;

    /// <summary>One line for another process.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);
}
