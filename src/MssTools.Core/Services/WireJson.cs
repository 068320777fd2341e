using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MssTools.Core.Services;

/// <summary>
/// The JSON in which definitions and snapshots are sent and stored: names in camel case, enums by name, spans of time as <c>hh:mm:ss</c>. There
/// are two forms of it: with the secrets of definitions, for who must open things with them, and with stars in their place, for people. A third is only
/// compared.
/// </summary>
internal static class WireJson
{
    /// <summary>Name of a configured point's member that says by its port on which server it is.</summary>
    internal const string ServerPort = "serverPort";

    /// <summary>Name of the member that says so in an engine, by number.</summary>
    internal const string ServerId = "serverId";

    /// <summary>Deepest nesting that is read.</summary>
    private const int MostDepth = 32;

    /// <summary>With secrets.</summary>
    public static JsonSerializerOptions Clear { get; } = Make(new CredentialConverter(isShown: false), new CertificateConverter(isShown: false));

    /// <summary>With secrets, and certificates without their keys: the same key is never written twice with the same bytes.</summary>
    public static JsonSerializerOptions Compared { get; } = Make(new CredentialConverter(isShown: false), new CertificateConverter(isShown: true));

    /// <summary>With stars in the place of secrets.</summary>
    public static JsonSerializerOptions Shown { get; } =
        Make(new CredentialConverter(isShown: true), new CertificateConverter(isShown: true), SecretProperties.Mask);

    /// <summary>With secrets, and every object that is read says which service it is of. What a newer service adds is passed over.</summary>
    public static JsonSerializerOptions Of(string service) => Make(
        new CredentialConverter(isShown: false),
        new CertificateConverter(isShown: false),
        info => NameService(info, service),
        JsonUnmappedMemberHandling.Skip);

    /// <summary>Reads what strangers sent; members that nobody knows are refused.</summary>
    /// <exception cref="MssException">InvalidSetting, with the place.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Clear)
                ?? throw new MssException(MssError.InvalidSetting, $"{what} is null.", "Send the object that the OpenAPI document describes.");
        }
        catch (JsonException failure)
        {
            throw Refused(what, failure);
        }
    }

    /// <summary>The error for JSON that cannot be read: what is wrong, and where.</summary>
    /// <param name="what">What it is of.</param>
    /// <param name="failure">What the reader says.</param>
    /// <param name="advice">Where names and types are told; null: in the OpenAPI document.</param>
    public static MssException Refused(string what, JsonException failure, string? advice = null) => new(
        MssError.InvalidSetting,
        $"{what} is not what is expected at {PlaceOf(failure)}, line {(failure.LineNumber ?? 0) + 1}: {FirstSentence(failure.Message)}",
        advice ?? "Correct the member; names, types and ranges are in the OpenAPI document of the service.");

    // Names of members are known words, but for stream keys, which are secrets.
    private static string PlaceOf(JsonException failure)
    {
        const string Keys = ".streamKeys";
        string path = failure.Path ?? "$";
        int keys = path.IndexOf(Keys, StringComparison.OrdinalIgnoreCase);
        return keys < 0 ? path : path[..(keys + Keys.Length)];
    }

    private static string FirstSentence(string message) => message.Split(" Path: ")[0];

    private static JsonSerializerOptions Make(
        JsonConverter credential,
        JsonConverter certificate,
        Action<JsonTypeInfo>? change = null,
        JsonUnmappedMemberHandling unknown = JsonUnmappedMemberHandling.Disallow)
    {
        IJsonTypeInfoResolver resolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(LeaveOutScripts);
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            IgnoreReadOnlyProperties = true, // what follows from the others
            MaxDepth = MostDepth,
            RespectNullableAnnotations = true,
            TypeInfoResolver = change is null ? resolver : resolver.WithAddedModifier(change),
            UnmappedMemberHandling = unknown,
            Converters =
            {
                credential,
                certificate,
                new TextConverter<IPAddress>(IPAddress.Parse, static address => address.ToString()),
                new ConfiguredPointConverter(),
                new TextConverter<ClipTime>(ClipTime.Parse, static time => time.ToString()),
                new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    // A script block runs in the session that has it, and nowhere else.
    private static void LeaveOutScripts(JsonTypeInfo info)
    {
        for (int i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (info.Properties[i].PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IAuthorizer<>))
            {
                info.Properties.RemoveAt(i);
            }
        }
    }

    // A service does not know by which name it was connected to.
    private static void NameService(JsonTypeInfo info, string service)
    {
        if (typeof(MssObject).IsAssignableFrom(info.Type)
            && info is { Kind: JsonTypeInfoKind.Object, CreateObject: { } create }
            && info.Properties.FirstOrDefault(p => p.Name == "service") is { Set: { } set } property)
        {
            info.Properties.Remove(property);
            info.CreateObject = () =>
            {
                object made = create();
                set(made, service);
                return made;
            };
        }
    }

    /// <summary>A value that is written as text.</summary>
    private sealed class TextConverter<T>(Func<string, T> parse, Func<T, string> format) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.GetString() ?? "");
            }
            catch (Exception failure) when (failure is FormatException or InvalidOperationException)
            {
                throw new JsonException(failure.Message);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(format(value));
    }

    /// <summary>A publishing point of a configuration: its own properties, and the port of its server beside them.</summary>
    private sealed class ConfiguredPointConverter : JsonConverter<MssConfiguredPoint>
    {
        public override MssConfiguredPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            JsonObject point = JsonNode.Parse(ref reader, new JsonNodeOptions { PropertyNameCaseInsensitive = true }) as JsonObject
                ?? throw new JsonException("A publishing point is an object.");
            int port = point[ServerPort] is JsonValue value && value.TryGetValue(out int number)
                ? number
                : throw new JsonException($"A publishing point has the port of its server as {ServerPort}.");
            point.Remove(ServerPort);
            point.Remove(ServerId);
            return new MssConfiguredPoint { ServerPort = port, Definition = point.Deserialize<PointDefinition>(options)! };
        }

        public override void Write(Utf8JsonWriter writer, MssConfiguredPoint value, JsonSerializerOptions options)
        {
            JsonObject point = JsonSerializer.SerializeToNode(value.Definition, options)!.AsObject();
            point.Remove(ServerId);
            point.Insert(0, ServerPort, value.ServerPort);
            point.WriteTo(writer, options);
        }
    }

    /// <summary>A user and a password.</summary>
    private sealed class CredentialConverter(bool isShown) : JsonConverter<NetworkCredential>
    {
        public override NetworkCredential Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            SentCredential sent = JsonSerializer.Deserialize<SentCredential>(ref reader, options) ?? throw new JsonException("A credential is null.");
            return new NetworkCredential(sent.UserName, sent.Password);
        }

        public override void Write(Utf8JsonWriter writer, NetworkCredential value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(
                writer, new SentCredential { UserName = value.UserName, Password = isShown ? SecretProperties.Stars : value.Password }, options);
    }

    /// <summary>A certificate: as PKCS #12 where it has its private key, else as DER; for people its name and fingerprint.</summary>
    private sealed class CertificateConverter(bool isShown) : JsonConverter<X509Certificate2>
    {
        public override X509Certificate2 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            SentCertificate sent = JsonSerializer.Deserialize<SentCertificate>(ref reader, options) ?? throw new JsonException("A certificate is null.");
            try
            {
                return sent.Pfx is { } pfx ? X509CertificateLoader.LoadPkcs12(pfx, password: null, X509KeyStorageFlags.Exportable)
                    : sent.Der is { } der ? X509CertificateLoader.LoadCertificate(der)
                    : throw new JsonException("A certificate has neither pfx nor der.");
            }
            catch (System.Security.Cryptography.CryptographicException failure)
            {
                throw new JsonException($"A certificate cannot be read: {failure.Message}");
            }
        }

        public override void Write(Utf8JsonWriter writer, X509Certificate2 value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, Sent(value), options);

        private SentCertificate Sent(X509Certificate2 value)
        {
            if (isShown || !value.HasPrivateKey)
            {
                return new SentCertificate { Subject = value.Subject, Thumbprint = value.Thumbprint, Der = value.RawData };
            }

            try
            {
                return new SentCertificate { Pfx = value.Export(X509ContentType.Pfx) };
            }
            catch (System.Security.Cryptography.CryptographicException failure)
            {
                throw new MssException(
                    MssError.InvalidSetting,
                    $"The private key of the certificate '{value.Subject}' cannot be given to a service: {failure.Message}",
                    "Load the certificate from a file, with a key that may be exported.",
                    failure);
            }
        }
    }

    private sealed record SentCredential
    {
        public string UserName { get; init; } = "";

        public string Password { get; init; } = "";
    }

    private sealed record SentCertificate
    {
        public byte[]? Pfx { get; init; }

        public byte[]? Der { get; init; }

        public string? Subject { get; init; }

        public string? Thumbprint { get; init; }
    }
}
