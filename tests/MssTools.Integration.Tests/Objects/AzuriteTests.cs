using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MssTools.Cloud;
using MssTools.Core.Objects;
using MssTools.Core.Tests.Objects;
using Xunit;

namespace MssTools.Integration.Tests.Objects;

/// <summary>The store Azure Blob against azurite, Microsoft's emulator, which honours conditions.</summary>
public sealed class AzuriteTests(AzuriteTests.Server server) : IClassFixture<AzuriteTests.Server>
{
    public static TheoryData<string> Rules => ObjectStoreContract.Rules;

    [StoreTheory("azurite-blob")]
    [MemberData(nameof(Rules))]
    public async Task Blob_KeepsTheRule(string rule)
    {
        using IObjectStore store = await server.OpenNewAsync();
        await ObjectStoreContract.CheckAsync(rule, store);
    }

    [StoreFact("azurite-blob")]
    public async Task Put_Headers_AreStoredWithTheBytes()
    {
        using IObjectStore store = await server.OpenNewAsync();
        await store.PutAsync("a", new ObjectContent("x"u8.ToArray(), "video/mp4", "public, max-age=31536000"), PutCondition.New, default);

        BlobProperties stored = await server.Container(store.Name["az://".Length..]).GetBlobClient("a").GetPropertiesAsync();
        Assert.Equal(("video/mp4", "public, max-age=31536000"), (stored.ContentType, stored.CacheControl));
    }

    [StoreFact("azurite-blob")]
    public async Task AnyCall_NoSuchContainer_NamesIt()
    {
        using IObjectStore store = server.Open("another");

        MssException put = await Assert.ThrowsAsync<MssException>(() => store.PutAsync("a", ObjectStoreContract.Content("x"), PutCondition.New, default));
        MssException get = await Assert.ThrowsAsync<MssException>(() => store.GetAsync("a", 1, default));

        Assert.Equal((MssError.SinkFailed, MssError.SourceFailed), (put.Code, get.Code));
        Assert.StartsWith("There is no bucket az://another: 404 ContainerNotFound", put.Message, StringComparison.Ordinal);
    }

    [StoreFact("azurite-blob")]
    public async Task AnyCall_WrongKey_IsAccessDeniedAndDoesNotTellIt()
    {
        string wrong = Convert.ToBase64String(new byte[32]);
        using IObjectStore store = server.Open("another", wrong);

        MssException failure = await Assert.ThrowsAsync<MssException>(() => store.PutAsync("a", ObjectStoreContract.Content("x"), PutCondition.None, default));

        Assert.Equal(MssError.AccessDenied, failure.Code);
        Assert.Contains("403 ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Runs once for all rules, where it is there.</summary>
    public sealed class Server : IDisposable
    {
        private const string Account = "msstest";
        private static readonly string s_key = Convert.ToBase64String("a key of the tests, of this size"u8);

        private readonly StoreProcess? _process = StoreProcess.ReasonToSkip("azurite-blob") is null
            ? new StoreProcess(
                "azurite-blob",
                ("AZURITE_ACCOUNTS", $"{Account}:{s_key}"),
                static (port, folder) => ["--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", folder, "--silent", "--disableTelemetry"])
            : null;

        private int _containers;

        public void Dispose() => _process?.Dispose();

        internal IObjectStore Open(string container, string? key = null) => new PatientStore(new BlobStore(Container(container, key)), TimeProvider.System);

        internal async Task<IObjectStore> OpenNewAsync()
        {
            string name = $"media{Interlocked.Increment(ref _containers)}";
            await Container(name).CreateAsync();
            return Open(name);
        }

        internal BlobContainerClient Container(string name, string? key = null) => BlobAccount.Container(
            name,
            variable => variable == "AZURE_STORAGE_CONNECTION_STRING"
                ? $"AccountName={Account};AccountKey={key ?? s_key};BlobEndpoint=http://127.0.0.1:{_process!.Port}/{Account};"
                : null);
    }
}
