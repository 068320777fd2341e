using Azure.Storage.Blobs;
using MssTools.Cloud;
using Xunit;

namespace MssTools.Core.Tests.Objects;

public sealed class BlobAccountTests
{
    private const string Key = "c2VjcmV0LWtleS1vZi10aGUtYWNjb3VudA==";

    [Fact]
    public void Container_ConnectionString_ComesFirst() => Assert.Equal(
        "http://127.0.0.1:1/one/media",
        Open(("AZURE_STORAGE_CONNECTION_STRING", $"AccountName=one;AccountKey={Key};BlobEndpoint=http://127.0.0.1:1/one;"), ("AZURE_STORAGE_ACCOUNT", "two")).Uri.ToString());

    [Fact]
    public void Container_AccountAndKey_IsSignedWithTheKey()
    {
        BlobContainerClient container = Open(("AZURE_STORAGE_ACCOUNT", "two"), ("AZURE_STORAGE_KEY", Key), ("AZURE_STORAGE_SAS_TOKEN", "sig=x"));

        Assert.Equal(("https://two.blob.core.windows.net/media", true), (container.Uri.ToString(), container.CanGenerateSasUri));
    }

    [Theory]
    [InlineData("AZURE_STORAGE_SAS_TOKEN", "?sv=2024-11-04&sig=x")]
    [InlineData("", "")]
    public void Container_SharedSignatureOrIdentity_HasNoKey(string name, string value) =>
        Assert.False(Open(("AZURE_STORAGE_ACCOUNT", "two"), (name, value)).CanGenerateSasUri);

    [Theory]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING", "AccountName=one;AccountKey=sec ret;BlobEndpoint=http://127.0.0.1:1/one;")]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING", "sec ret")]
    [InlineData("AZURE_STORAGE_KEY", "sec ret")]
    [InlineData("AZURE_STORAGE_ACCOUNT", "https://two.blob.core.windows.net")]
    public void Container_WrongSetting_IsInvalidSettingAndTellsNoSecret(string name, string value)
    {
        MssException failure = Assert.Throws<MssException>(() => Open((name, value), ("AZURE_STORAGE_ACCOUNT", "two")));

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.DoesNotContain("sec ret", failure.ToString(), StringComparison.Ordinal);
    }

    private static BlobContainerClient Open(params (string Name, string Value)[] variables) =>
        BlobAccount.Container("media", name => variables.FirstOrDefault(v => v.Name == name).Value);
}
