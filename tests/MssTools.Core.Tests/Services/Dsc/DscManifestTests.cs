using System.Text.Json.Nodes;
using MssTools.Core.Services.Dsc;
using Xunit;

namespace MssTools.Core.Tests.Services.Dsc;

/// <summary>The files by which Microsoft DSC knows the resources.</summary>
public sealed class DscManifestTests
{
    public static TheoryData<string> Names() => [.. DscResources.All.Select(resource => resource.Name)];

    // MSS_UPDATE_GOLDEN=1 writes it anew.
    [Theory]
    [MemberData(nameof(Names))]
    public void Manifest_IsThatOfTheModule(string name)
    {
        DscResource resource = DscResources.All.Single(one => one.Name == name);
        string manifest = DscManifest.Write(resource, ModelDocumentation.Of);

        Assert.Equal(GoldenFiles.ReadAs(manifest, "..", "..", "module", "dsc", DscManifest.FileOf(resource)), manifest);
    }
    // What DSC takes: the pattern of its full names, and texts for exit codes.
    [Theory]
    [MemberData(nameof(Names))]
    public void Manifest_HasWhatDscWants(string name)
    {
        JsonNode manifest = JsonNode.Parse(DscManifest.Write(DscResources.All.Single(one => one.Name == name), static _ => null))!;

        Assert.Matches(@"^\w+(\.\w+)*\/\w+$", manifest["type"]!.GetValue<string>());
        Assert.Matches(@"^\d+\.\d+\.\d+$", manifest["version"]!.GetValue<string>());
        Assert.All(Enum.GetValues<MssError>(), code => Assert.NotNull(manifest["exitCodes"]![$"{DscExit.Of(code)}"]));
        Assert.All(["get", "set", "test", "delete", "export"], operation => Assert.Equal("dotnet", manifest[operation]!["executable"]!.GetValue<string>()));
        Assert.EndsWith(".dsc.resource.json", DscManifest.FileOf(DscResources.All.Single(one => one.Name == name)), StringComparison.Ordinal);
    }

    // Where a secret may stand, a secure value may stand; and only what can be set is a property.
    [Fact]
    public void Schema_SecretsTakeSecureValues()
    {
        JsonNode group = DscAnswer.SchemaOf(DscResources.All[0]);

        Assert.Empty(JsonSchemaCheck.Find(JsonNode.Parse(
            """
            {
              "groupName": "a", "inputTimeout": null, "startTime": null,
              "inputs": [ { "name": "b", "source": { "secureString": "x" } } ],
              "push": { "points": [ { "secureString": "x" }, "http://a/b.isml" ], "token": { "secureString": "x" }, "credential": { "secureObject": { "userName": "u" } } }
            }
            """), group));
        Assert.Equal(["$.groupName", "$.identity", "$.chunkLength"], JsonSchemaCheck.Find(JsonNode.Parse(
            """{ "groupName": { "secureString": "a" }, "identity": { "groupName": "a" }, "chunkLength": "1" }"""), group));
        Assert.Equal(["$"], JsonSchemaCheck.Find(JsonNode.Parse("{}"), group));
    }
}
