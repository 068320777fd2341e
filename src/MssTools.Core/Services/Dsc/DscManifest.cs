using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services.Dsc;

/// <summary>The file by which Microsoft DSC knows a resource: how the program is run, and the schema of an instance.</summary>
internal static class DscManifest
{
    // DSC runs a resource in the folder of its manifest, which is module/dsc.
    private const string Program = "../bin/core/MssTools.Service.dll";

    private static readonly JsonSerializerOptions s_written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Name of the file.</summary>
    public static string FileOf(DscResource resource) => $"{resource.Name.ToLowerInvariant()}.dsc.resource.json";

    /// <summary>Writes it.</summary>
    /// <param name="resource">Which resource.</param>
    /// <param name="describe">Gives what is said of a property of a definition; null: nothing.</param>
    public static string Write(DscResource resource, Func<PropertyInfo, string?> describe)
    {
        JsonObject set = Command(resource, DscOperation.Set);
        set["args"]!.AsArray().Add((JsonNode)new JsonObject { ["whatIfArg"] = DscProgram.WhatIf });
        set["implementsPretest"] = true;
        set["handlesExist"] = true;
        set["return"] = "stateAndDiff";
        JsonObject test = Command(resource, DscOperation.Test);
        test["return"] = "stateAndDiff";
        JsonObject export = Command(resource, DscOperation.Export);
        export["schema"] = new JsonObject { ["embedded"] = FilterSchema(resource) };
        var manifest = new JsonObject
        {
            ["$schema"] = "https://aka.ms/dsc/schemas/v3/bundled/resource/manifest.json",
            ["type"] = resource.Type,
            ["description"] = resource.Description,
            ["tags"] = new JsonArray("SmoothStreaming", "streaming", "Windows", "Linux", "macOS"),
            ["version"] = ServiceHost.Version,
            ["get"] = Command(resource, DscOperation.Get),
            ["set"] = set,
            ["test"] = test,
            ["delete"] = Command(resource, DscOperation.Delete),
            ["export"] = export,
            ["exitCodes"] = new JsonObject(DscExit.Meanings.Select(exit => KeyValuePair.Create($"{exit.Key}", (JsonNode?)exit.Value))),
            ["schema"] = new JsonObject { ["embedded"] = Schema(resource, describe) },
        };
        return manifest.ToJsonString(s_written) + "\n";
    }

    private static JsonObject Command(DscResource resource, DscOperation operation) => new()
    {
        ["executable"] = "dotnet",
        ["args"] = new JsonArray(Program, DscProgram.Word, operation.ToString().ToLowerInvariant(), resource.Name),
        ["input"] = "stdin",
    };

    private static JsonObject Schema(DscResource resource, Func<PropertyInfo, string?> describe)
    {
        JsonObject schema = new WireSchema(describe, takesSecureValues: true).Of(resource.Definition);
        JsonObject properties = schema["properties"]!.AsObject();
        if (properties["port"] is JsonObject port)
        {
            (port["description"], port["minimum"], port["maximum"]) = ("TCP port; by it the instance is found.", 1, System.Net.IPEndPoint.MaxPort);
        }

        properties[DscInput.StatePathName] = StatePath();
        properties[DscInput.LastErrorName] = ReadOnly("string", "Why the service keeps it and cannot run it now; it tries again every few seconds.");
        properties[DscInput.ExistName] = Property("boolean", "False: it must not be there. What it published stays.");
        properties[DscInput.ExistName]!["default"] = true;
        properties[DscInput.InDesiredStateName] = ReadOnly("boolean", "Whether it is as it was told.");
        properties[DscInput.NameName] = ReadOnly("string", "What it is called in an exported configuration.");
        properties[DscInput.MetadataName] = ReadOnly("object", "What would be done, in whatIf.");
        schema["required"] = new JsonArray(resource.Keys[0]);
        schema.Insert(0, "$schema", WireSchema.Dialect);
        schema.Insert(1, "title", resource.Name);
        schema.Insert(2, "description", resource.Description + " What is not said is as usual.");
        return schema;
    }

    // Of an instance that is looked for nothing need be said.
    private static JsonObject FilterSchema(DscResource resource) => new()
    {
        ["$schema"] = WireSchema.Dialect,
        ["title"] = $"{resource.Name} to export",
        ["type"] = "object",
        ["properties"] = new JsonObject { [DscInput.StatePathName] = StatePath() },
    };

    private static JsonObject StatePath() => Property(
        "string", $"Full path of the state folder of the service. Where omitted it is that of the variable {DscService.Variable}, else the user's own or the machine's.");

    private static JsonObject ReadOnly(string type, string description)
    {
        JsonObject property = Property(type, description);
        property["readOnly"] = true;
        return property;
    }

    private static JsonObject Property(string type, string description) => new() { ["description"] = description, ["type"] = type };
}
