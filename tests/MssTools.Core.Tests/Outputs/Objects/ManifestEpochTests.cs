using System.Text;
using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Objects;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Objects;

public sealed class ManifestEpochTests
{
    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<S/>", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!--Writer epoch 7-->\n<S/>")]
    [InlineData("<?xml version=\"1.0\"?><S/>", "<?xml version=\"1.0\"?><!--Writer epoch 7-->\n<S/>")]
    [InlineData("<?xml version=\"1.0\"?>\r\n<!--Writer epoch 6-->\n<S/>", "<?xml version=\"1.0\"?>\r\n<!--Writer epoch 7-->\n<S/>")]
    [InlineData("<!--Writer epoch 123456-->\n<S/>", "<!--Writer epoch 7-->\n<S/>")]
    [InlineData("<S/>", "<!--Writer epoch 7-->\n<S/>")]
    [InlineData("", "<!--Writer epoch 7-->\n")]
    [InlineData("<?xml", "<!--Writer epoch 7-->\n<?xml")]
    [InlineData("<!--Writer epoch 6", "<!--Writer epoch 7-->\n<!--Writer epoch 6")]
    public void Write_AnyManifest_HasOneEpoch(string manifest, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(ManifestEpoch.Write(Encoding.UTF8.GetBytes(manifest), 7)));

    [Fact]
    public void Write_OwnManifest_IsReadAsBefore()
    {
        StreamDefinition definition = TestGroup.Define("/x", "a");
        byte[] manifest = ClientManifestWriter.Write(TestGroup.Single(TestGroup.LayoutOf(definition), TestGroup.Times(0, 2, 4)));

        byte[] marked = ManifestEpoch.Write(ManifestEpoch.Write(manifest, long.MaxValue), 1);

        Assert.Equal(manifest.Length + "<!--Writer epoch 1-->\n".Length, marked.Length);
        Assert.Equal(manifest, ClientManifestWriter.Write(ClientManifestReader.Read(marked, "x").ToModel("x")));
    }
}
