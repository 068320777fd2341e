using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MssTools.Core.Tests;
using Xunit;

namespace MssTools.Integration.Tests.Services;

/// <summary>
/// What the dsc program (3.2) does with our manifests, as far as they have it: the folder that a command runs in, its arguments, what is sent and answered,
/// and the schema that both are held against. Of expressions it knows parameters alone.
/// </summary>
/// <param name="folder">Where the manifests are.</param>
/// <param name="statePath">State folder of the service.</param>
internal sealed partial class DscEngine(string folder, string statePath)
{
    private static readonly TimeSpan s_patience = Patience.Of(60);

    private readonly Dictionary<string, JsonObject> _manifests = Directory.EnumerateFiles(folder, "*.dsc.resource.json")
        .Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject())
        .ToDictionary(manifest => Text(manifest["type"]));

    /// <summary>Types of the resources that it finds.</summary>
    public IEnumerable<string> Types => _manifests.Keys;

    /// <summary>A property of a resource's manifest.</summary>
    public JsonNode Of(string type, string property) => _manifests[type][property]!;

    /// <summary>Runs a configuration document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="parameters">Values of its parameters.</param>
    /// <param name="run">Takes the type and the properties of each resource, in the order of the document.</param>
    /// <returns>What was given for each, by its name.</returns>
    public static async Task<Dictionary<string, T>> RunAsync<T>(JsonNode document, JsonObject parameters, Func<string, JsonObject, Task<T>> run)
    {
        var results = new Dictionary<string, T>();
        foreach (JsonObject resource in document["resources"]!.AsArray().Cast<JsonObject>())
        {
            foreach (JsonNode? before in resource["dependsOn"] as JsonArray ?? [])
            {
                Assert.Contains(Resource().Match(Text(before)).Groups["name"].Value, results.Keys);
            }

            JsonNode properties = Evaluated(resource["properties"], document["parameters"]?.AsObject() ?? [], parameters)!;
            results.Add(Text(resource["name"]), await run(Text(resource["type"]), properties.AsObject()));
        }

        return results;
    }

    /// <summary>How an instance is.</summary>
    public async Task<JsonObject> GetAsync(string type, JsonObject instance) => Held(type, (await InvokeAsync(type, "get", instance)).Single());

    /// <summary>In what an instance is not as it should be; none: it is.</summary>
    public async Task<string[]> TestAsync(string type, JsonObject instance)
    {
        string[] lines = await InvokeAsync(type, "test", instance);
        JsonObject state = Held(type, lines[0]);
        string[] differing = Names(lines[1]);
        Assert.Equal(differing.Length == 0, state["_inDesiredState"]!.GetValue<bool>());
        return differing;
    }

    /// <summary>Has an instance be as it should; gives the properties that changed, and what it is then.</summary>
    public async Task<(string[] Changed, JsonObject After)> SetAsync(string type, JsonObject instance, bool isPlan = false)
    {
        await GetAsync(type, instance);
        string[] lines = await InvokeAsync(type, "set", instance, isPlan);
        return (Names(lines[1]), Held(type, lines[0]));
    }

    /// <summary>All instances there are.</summary>
    public async Task<IReadOnlyList<JsonObject>> ExportAsync(string type, JsonObject? filter = null) =>
        [.. (await InvokeAsync(type, "export", filter)).Select(line => Held(type, line))];

    /// <summary>Ends an instance.</summary>
    public Task DeleteAsync(string type, JsonObject instance) => InvokeAsync(type, "delete", instance);

    /// <summary>Runs a command of a manifest.</summary>
    public async Task<(int Exit, string Output, string Error)> CommandAsync(string type, string operation, string input, bool isPlan = false)
    {
        JsonNode command = _manifests[type][operation]!;
        string[] args =
        [
            .. command["args"]!.AsArray().OfType<JsonValue>().Select(Text),
            .. command["args"]!.AsArray().OfType<JsonObject>().Where(_ => isPlan).Select(arg => Text(arg["whatIfArg"])),
        ];
        Assert.Equal("stdin", Text(command["input"]));
        using var process = Process.Start(new ProcessStartInfo(Text(command["executable"]), args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            Environment = { ["MSSTOOLS_STATE_PATH"] = statePath },
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return (process.ExitCode, await output, await error);
    }

    private async Task<string[]> InvokeAsync(string type, string operation, JsonObject? instance, bool isPlan = false)
    {
        JsonNode manifest = _manifests[type];
        if (instance is not null)
        {
            JsonNode schema = operation == "export" ? manifest["export"]!["schema"]!["embedded"]! : manifest["schema"]!["embedded"]!;
            Assert.Empty(JsonSchemaCheck.Find(instance, schema));
        }

        (int exit, string output, string error) = await CommandAsync(type, operation, instance?.ToJsonString() ?? "", isPlan);
        Assert.True(exit == 0, $"{type} {operation}: {exit} ({manifest["exitCodes"]![$"{exit}"]}): {error}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private JsonObject Held(string type, string line)
    {
        JsonObject state = JsonNode.Parse(line)!.AsObject();
        Assert.Empty(JsonSchemaCheck.Find(state, _manifests[type]["schema"]!["embedded"]!));
        return state;
    }

    private static JsonNode? Evaluated(JsonNode? node, JsonObject declared, JsonObject given) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Evaluated(m.Value, declared, given)))),
        JsonArray items => new JsonArray([.. items.Select(item => Evaluated(item, declared, given))]),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String && Parameter().Match(Text(value)) is { Success: true } match =>
            Value(match.Groups["name"].Value, declared, given),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Value(string name, JsonObject declared, JsonObject given)
    {
        JsonNode? value = (given[name] ?? declared[name]!["defaultValue"])!.DeepClone();
        return Text(declared[name]!["type"]) is ("secureString" or "secureObject") and var secure ? new JsonObject { [secure] = value } : value;
    }

    private static string[] Names(string line) => [.. JsonNode.Parse(line)!.AsArray().Select(Text)];

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex(@"^\[parameters\('(?<name>\w+)'\)\]$")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\[resourceId\('[\w./]+',\s*'(?<name>\w+)'\)\]$")]
    private static partial Regex Resource();
}
