using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace MssTools.Core.EvoStream;

/// <summary>
/// A stream as the media server describes it: one that writes a Smooth Streaming group. What nothing here knows, such as sockets of players, is left out.
/// </summary>
internal static class StreamJson
{
    private const string Type = "OFMSS";
    private const int ConnectionType = 5;

    /// <summary>Describes it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="group">Its group; null: it is none any more.</param>
    /// <param name="now">The present.</param>
    public static JsonObject Of(MssStream stream, MssGroup? group, DateTimeOffset now)
    {
        DateTimeOffset since = stream.History.Count > 0 ? stream.History[0].Time : now;
        var data = new JsonObject();
        if (Track(stream, "audio") is { } audio)
        {
            data["audio"] = Media(audio, "AAAC");
        }

        data["bandwidth"] = stream.Bandwidth;
        data["connectionType"] = ConnectionType;
        data["creationTimestamp"] = Milliseconds(since - DateTimeOffset.UnixEpoch);
        if (group is not null)
        {
            data["mssSettings"] = GroupJson.Config(group.Definition, stream);
        }

        data["name"] = stream.Name;
        data["outStreamsUniqueIds"] = null;
        data["processId"] = Environment.ProcessId;
        data["processType"] = "origin";
        data["queryTimestamp"] = Milliseconds(now - DateTimeOffset.UnixEpoch);
        data["type"] = Type;
        data["typeNumeric"] = Numeric(Type);
        data["uniqueId"] = stream.Id;
        data["upTime"] = Milliseconds(now - since);
        if (Track(stream, "video") is { } video)
        {
            JsonObject media = Media(video, "VH264");
            media["height"] = video.Height;
            media["width"] = video.Width;
            data["video"] = media;
        }

        return data;
    }

    /// <summary>A type or a codec as the media server's number: its letters, as the first of eight bytes.</summary>
    public static ulong Numeric(string letters)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        Encoding.ASCII.GetBytes(letters, bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private static JsonObject Media(MssTrack track, string codec) => new()
    {
        ["bytesCount"] = track.Bytes,
        ["codec"] = codec,
        ["codecNumeric"] = Numeric(codec),
    };

    private static MssTrack? Track(MssStream stream, string type) => stream.Tracks.FirstOrDefault(track => track.Type == type);

    private static double Milliseconds(TimeSpan time) => time.Ticks / (double)TimeSpan.TicksPerMillisecond;
}
