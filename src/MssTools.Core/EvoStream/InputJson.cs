using System.Text.Json.Nodes;
using MssTools.Core.Inputs;

namespace MssTools.Core.EvoStream;

/// <summary>A local stream as the media server describes it: one that was pulled, or that an encoder pushes. Addresses have stars in the place of secrets.</summary>
internal static class InputJson
{
    private const int OperationType = 1;

    /// <summary>What pullStream answers.</summary>
    public static JsonObject Pulled(LocalStream input) => Settings(input, Address(input.Source));

    /// <summary>The configuration of a local stream that was named.</summary>
    public static JsonObject Config(LocalStream input) => Settings(input, input.Source);

    /// <summary>The stream that comes in.</summary>
    public static JsonObject Of(LocalStream input)
    {
        string type = input.IsPublished || SourceFactory.IsAddress(input.Source) ? "IN" : "IF";
        var data = new JsonObject { ["name"] = input.Name };
        if (!input.IsPublished)
        {
            data["pullSettings"] = Config(input);
        }

        data["type"] = type;
        data["typeNumeric"] = StreamJson.Numeric(type);
        data["uniqueId"] = ConfigNumber.Of(input.Name);
        return data;
    }

    private static JsonObject Settings(LocalStream input, JsonNode uri) => new()
    {
        ["configId"] = ConfigNumber.Of(input.Name),
        ["keepAlive"] = true,
        ["localStreamName"] = input.Name,
        ["operationType"] = OperationType,
        ["uri"] = uri,
    };

    private static JsonObject Address(string shown)
    {
        var data = new JsonObject { ["fullUri"] = shown, ["fullUriWithAuth"] = shown };
        if (Uri.TryCreate(shown, UriKind.Absolute, out Uri? uri))
        {
            data["host"] = uri.Host;
            data["originalUri"] = shown;
            data["port"] = Math.Max(uri.Port, 0);
            data["portSpecified"] = !uri.IsDefaultPort && uri.Port >= 0;
            data["scheme"] = uri.Scheme;
        }

        return data;
    }
}
