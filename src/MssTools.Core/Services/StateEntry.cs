using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services;

/// <summary>Something that a service was told and has not been told to end.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Which, among those of its kind; as people see it.</param>
/// <param name="Definition">What was said, with secrets.</param>
internal sealed record StateEntry(StateKind Kind, string Name, object Definition)
{
    /// <summary>The numbers that it had: of the server, or of the streams of the group.</summary>
    public IReadOnlyList<int> Ids { get; init; } = [];

    /// <summary>The streams of the group that were ended, or the publishing point where it was.</summary>
    public IReadOnlyList<string> Stopped { get; init; } = [];

    /// <summary>What is one entry, and not two; case counts where it does for the engine.</summary>
    public string Key => KeyOf(Kind, Name);

    /// <summary>File name: what people can read of the name, and a digest that tells names apart which only differ elsewhere.</summary>
    public string FileName => FileNameOf(Key);

    /// <summary>A named input.</summary>
    public static StateEntry Of(LocalStreamDefinition definition) => new(StateKind.LocalStream, definition.Name, definition);

    /// <summary>A port that encoders push to; it is known which.</summary>
    public static StateEntry Of(IngestDefinition definition) => new(StateKind.Ingest, NameOf(definition.Port), definition);

    /// <summary>A server with its number.</summary>
    public static StateEntry Of(int id, ServerDefinition definition) => new(StateKind.Server, NameOf(id), definition) { Ids = [id] };

    /// <summary>A publishing point.</summary>
    public static StateEntry Of(PointDefinition definition) => new(StateKind.Point, NameOf(definition.ServerId, definition.Name), definition);

    /// <summary>A receiver of events.</summary>
    public static StateEntry Of(EventReceiverDefinition definition) => new(StateKind.Receiver, definition.Name, definition);

    /// <summary>Name of the ingest of a port, or of the server of a number.</summary>
    public static string NameOf(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Name of a publishing point.</summary>
    public static string NameOf(int serverId, string point) => string.Create(CultureInfo.InvariantCulture, $"{serverId}/{point}");

    /// <summary>The key of what is of a kind and has a name.</summary>
    public static string KeyOf(StateKind kind, string name) =>
        $"{kind}:{(kind is StateKind.LocalStream or StateKind.Point or StateKind.Receiver ? name.ToUpperInvariant() : name)}";

    /// <summary>File name of an entry.</summary>
    public static string FileNameOf(string key)
    {
        string readable = new([.. key.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)]);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));
        return $"{readable}-{digest}.json";
    }

    /// <summary>The entry as a file: readable, but for secrets, which are sealed.</summary>
    public byte[] Write(StateSeal seal)
    {
        byte[] clear = JsonSerializer.SerializeToUtf8Bytes(Definition, Definition.GetType(), WireJson.Clear);
        byte[] shown = JsonSerializer.SerializeToUtf8Bytes(Definition, Definition.GetType(), WireJson.Shown);
        var file = new JsonObject
        {
            ["version"] = StateFolder.Version,
            ["kind"] = Kind.ToString(),
            ["name"] = Name,
            ["ids"] = new JsonArray([.. Ids.Select(id => JsonValue.Create(id))]),
            ["stopped"] = new JsonArray([.. Stopped.Select(name => JsonValue.Create(name))]),
            ["definition"] = JsonNode.Parse(shown),
        };
        if (!clear.AsSpan().SequenceEqual(shown))
        {
            file["sealed"] = Convert.ToBase64String(seal.Close(clear, Key));
        }

        return JsonSerializer.SerializeToUtf8Bytes(file, s_indented);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is none, or damaged.</exception>
    /// <exception cref="CryptographicException">It was sealed with another key.</exception>
    public static StateEntry Read(byte[] file, StateSeal seal)
    {
        Stored stored = JsonSerializer.Deserialize<Stored>(file, WireJson.Clear) ?? throw new JsonException("It is null.");
        if (stored.Version != StateFolder.Version)
        {
            throw new JsonException($"It is of version {stored.Version}, and not {StateFolder.Version}.");
        }

        byte[] definition = stored.Sealed is { } sealedBytes
            ? seal.Open(sealedBytes, KeyOf(stored.Kind, stored.Name))
            : Encoding.UTF8.GetBytes(stored.Definition.GetRawText());
        return new StateEntry(stored.Kind, stored.Name, JsonSerializer.Deserialize(definition, TypeOf(stored.Kind), WireJson.Clear)!)
        {
            Ids = stored.Ids,
            Stopped = stored.Stopped,
        };
    }

    private static Type TypeOf(StateKind kind) => kind switch
    {
        StateKind.LocalStream => typeof(LocalStreamDefinition),
        StateKind.Ingest => typeof(IngestDefinition),
        StateKind.Server => typeof(ServerDefinition),
        StateKind.Point => typeof(PointDefinition),
        StateKind.Receiver => typeof(EventReceiverDefinition),
        _ => typeof(StreamDefinition),
    };

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private sealed record Stored
    {
        public int Version { get; init; }

        public StateKind Kind { get; init; }

        public string Name { get; init; } = "";

        public int[] Ids { get; init; } = [];

        public string[] Stopped { get; init; } = [];

        public JsonElement Definition { get; init; }

        public byte[]? Sealed { get; init; }
    }
}

/// <summary>What a service can be told, in the order in which it is done again.</summary>
internal enum StateKind
{
    /// <summary>A receiver of events; first, so that it hears what is done after it.</summary>
    Receiver,

    /// <summary>A named input.</summary>
    LocalStream,

    /// <summary>A port that encoders push to.</summary>
    Ingest,

    /// <summary>An origin server.</summary>
    Server,

    /// <summary>A publishing point.</summary>
    Point,

    /// <summary>A group.</summary>
    Group,
}
