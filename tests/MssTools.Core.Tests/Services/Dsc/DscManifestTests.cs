using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
}
