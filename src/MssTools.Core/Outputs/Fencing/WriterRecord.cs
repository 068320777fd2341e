using System.Globalization;
using System.Text.Json;

namespace MssTools.Core.Outputs.Fencing;

/// <summary>Who writes a group, as it is kept beside the group: one JSON object.</summary>
/// <param name="Epoch">Which start of the group this is, from 1.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="Process">Number of the process there.</param>
/// <param name="Id">Tells this start from all others.</param>
/// <param name="Since">When it was, by the clock of the machine.</param>
internal sealed record WriterRecord(long Epoch, string Host, int Process, Guid Id, DateTimeOffset Since)
{
    /// <summary>The most bytes that a record has.</summary>
    public const int Longest = 1024;

    private static readonly JsonSerializerOptions s_names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What the group was made of, where this writer finished it (a fingerprint); null: it did not, or nobody asked.</summary>
    public string? Finished { get; init; }

    /// <summary>The record of a start in this process.</summary>
    public static WriterRecord Own(long epoch, DateTimeOffset now) => new(epoch, Environment.MachineName, Environment.ProcessId, Guid.NewGuid(), now);

    /// <summary>Reads a record; null: it is none, or not written yet.</summary>
    public static WriterRecord? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.Length is > 0 and <= Longest && JsonSerializer.Deserialize<WriterRecord>(json, s_names) is { Epoch: > 0, Host: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The record as it is kept.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, s_names);

    /// <summary>Why a writer ends that finds this one in its place.</summary>
    /// <param name="group">The group's place.</param>
    /// <param name="own">The epoch that has ended.</param>
    public MssException Refuse(string group, long own) => Refusal(
        group,
        own,
        string.Create(
            CultureInfo.InvariantCulture,
            $"'{ForeignText.Value(Host)}' (process {Process}) has written it since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, epoch {Epoch}"));

    /// <summary>Why a writer ends that finds its own place gone, or somebody in it who says nothing of himself.</summary>
    /// <param name="group">The group's place.</param>
    /// <param name="own">The epoch that has ended.</param>
    /// <param name="who">What is known of the other one.</param>
    public static MssException Refusal(string group, long own, string who) => new(
        MssError.Fenced, string.Create(CultureInfo.InvariantCulture, $"'{group}' is no longer this writer's, whose epoch is {own}: {who}."));
}
