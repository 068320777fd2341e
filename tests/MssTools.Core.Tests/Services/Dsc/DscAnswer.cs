using System.Text;
using System.Text.Json.Nodes;
using MssTools.Core.Services.Dsc;
using Xunit;

namespace MssTools.Core.Tests.Services.Dsc;

/// <summary>What a resource answers; each state is as the schema of its manifest says, or DSC would refuse it.</summary>
/// <param name="Exit">How the program ended.</param>
/// <param name="States">The states that it wrote.</param>
/// <param name="Differing">The properties that differ; null: it did not say.</param>
/// <param name="Error">What it wrote to the error output, as DSC shows it.</param>
internal sealed record DscAnswer(int Exit, IReadOnlyList<JsonObject> States, IReadOnlyList<string>? Differing, string Error)
{
    /// <summary>The one state.</summary>
    public JsonObject State => States.Single();

    /// <summary>Runs the program in this process.</summary>
    public static DscAnswer Of(string operation, string resource, string input, params string[] more)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(input));
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exit = DscProgram.Run([operation, resource, .. more], stream, output, error);
        return Read(exit, resource, output.ToString(), error.ToString());
    }

    /// <summary>Reads what it wrote.</summary>
    public static DscAnswer Read(int exit, string resource, string output, string error)
    {
        JsonNode[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        JsonNode? schema = DscResources.All.FirstOrDefault(one => one.Name == resource) is { } known ? SchemaOf(known) : null;
        JsonObject[] states = [.. lines.OfType<JsonObject>()];
        Assert.All(states, state => Assert.Empty(JsonSchemaCheck.Find(state, schema!)));
        string[] errors = [.. error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["error"]!.GetValue<string>())];
        Assert.Equal(exit == 0, errors.Length == 0);
        Assert.True(exit == 0 || lines.Length == 0);
        return new DscAnswer(
            exit, states, lines.OfType<JsonArray>().SingleOrDefault()?.Select(name => name!.GetValue<string>()).ToArray(), string.Join('\n', errors));
    }

    /// <summary>The schema that a manifest of the module has.</summary>
    public static JsonNode SchemaOf(DscResource resource) =>
        JsonNode.Parse(File.ReadAllText(GoldenFiles.PathOf("..", "..", "module", "dsc", DscManifest.FileOf(resource))))!["schema"]!["embedded"]!;
}
