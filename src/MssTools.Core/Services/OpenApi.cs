using System.Text.Json;
using System.Text.Json.Nodes;
using MssTools.Core.EvoStream;

namespace MssTools.Core.Services;

/// <summary>The document that says what a service can be told (OpenAPI 3.1), made of the operations themselves.</summary>
internal static class OpenApi
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Writes the document.</summary>
    /// <param name="takesEvoStream">Whether commands of EvoStream Media Server are taken, too.</param>
    public static byte[] Write(bool takesEvoStream)
    {
        var schemas = new WireSchema("#/components/schemas/");
        var paths = new JsonObject();
        foreach (Operation operation in Operations.All)
        {
            paths[operation.Path] = new JsonObject { [operation.Method == "GET" ? "get" : "post"] = Describe(operation, schemas) };
        }

        paths[ControlEvents.Path] = new JsonObject { ["get"] = Events(schemas) };
        if (takesEvoStream)
        {
            paths["/{command}"] = new JsonObject { ["parameters"] = EvoStreamParameters(), ["get"] = EvoStream("get"), ["post"] = EvoStream("post") };
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "MssTools",
                ["version"] = ServiceHost.Version,
                ["description"] = "What a service of MssTools can be told. Secrets are sent, and never answered.",
            },
            ["security"] = new JsonArray(new JsonObject { ["password"] = new JsonArray() }, new JsonObject()),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["password"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "basic",
                        ["description"] = "On TCP. The socket asks for nothing: only the account of the service can open it.",
                    },
                },
                ["schemas"] = schemas.Definitions,
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, s_indented);
    }

    private static JsonObject Events(WireSchema schemas) => new()
    {
        ["operationId"] = "events",
        ["summary"] = "What happens, as it happens: server-sent events, the data of each an object.",
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "Until one side hangs up.", ["content"] = Content("text/event-stream", schemas.RefTo(typeof(MssEvent))) },
        },
    };

    private static JsonArray EvoStreamParameters() =>
    [
        new JsonObject
        {
            ["name"] = "command",
            ["in"] = "path",
            ["required"] = true,
            ["description"] = "Without regard to case.",
            ["schema"] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. EvoStreamRules.All.Where(rule => rule.Act is not null).Select(rule => JsonValue.Create(rule.Command))]),
            },
        },
        new JsonObject
        {
            ["name"] = "params",
            ["in"] = "query",
            ["description"] = "The settings of the command, name=value name=value, in base64.",
            ["schema"] = new JsonObject { ["type"] = "string" },
        },
    ];

    private static JsonObject EvoStream(string method) => new()
    {
        ["operationId"] = $"evostream-{method}",
        ["summary"] = "A command of EvoStream Media Server, in its form of HTTP.",
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = "JSON, whatever its type says; status says whether it was done.",
                ["content"] = Content(EvoStreamApi.ContentType, new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["data"] = new JsonObject(),
                        ["description"] = new JsonObject { ["type"] = "string" },
                        ["responseId"] = new JsonObject { ["type"] = "string" },
                        ["status"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("SUCCESS", "FAIL") },
                    },
                }),
            },
        },
    };

    private static JsonObject Describe(Operation operation, WireSchema schemas)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Path["/v1/".Length..].Replace('/', '-'),
            ["summary"] = operation.Summary,
        };
        if (operation.Request is { } request)
        {
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", schemas.RefTo(request)) };
        }

        described["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = operation.IsStreamed ? "Lines of JSON, each as soon as it is known." : "Done.",
                ["content"] = Content(operation.IsStreamed ? "application/x-ndjson" : "application/json", schemas.RefTo(operation.Response!)),
            },
            ["default"] = new JsonObject
            {
                ["description"] = "It was not done.",
                ["content"] = Content("application/json", schemas.RefTo(typeof(SentFailure))),
            },
        };
        return described;
    }

    private static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };
}
