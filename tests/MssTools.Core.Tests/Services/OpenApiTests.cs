using System.Text;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using MssTools.Core.Services;
using Xunit;

namespace MssTools.Core.Tests.Services;

/// <summary>The document of the control interface, as a reader of OpenAPI that is not ours takes it.</summary>
public sealed class OpenApiTests
{
    private static readonly string s_document = Encoding.UTF8.GetString(OpenApi.Write(takesEvoStream: true));

    [Fact]
    public void Document_IsOpenApi31WithoutFaults()
    {
        ReadResult read = OpenApiDocument.Parse(s_document, "json");

        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.All(
            read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Responses!.Values),
            answer => Assert.All(answer.Content?.Values ?? [], content => Assert.NotNull(content.Schema?.Type ?? Target(content.Schema)?.Type)));
    }

    // What a fault in it is, the reader knows.
    [Theory]
    [InlineData("\"summary\"", "\"sumary\"")]
    [InlineData("\"responses\"", "\"answers\"")]
    [InlineData("\"type\": \"object\"", "\"type\": 7")]
    [InlineData("#/components/schemas/SentFailure", "#/components/schemas/Nothing")]
    public void Document_Damaged_IsRefused(string part, string fault)
    {
        Assert.Contains(part, s_document, StringComparison.Ordinal);

        ReadResult read = OpenApiDocument.Parse(s_document.Replace(part, fault, StringComparison.Ordinal), "json");

        Assert.NotEmpty(read.Diagnostic!.Errors.Concat(read.Diagnostic.Warnings));
    }

    private static IOpenApiSchema? Target(IOpenApiSchema? schema) => (schema as OpenApiSchemaReference)?.Target;
}
