using Amazon.Runtime;
using MssTools.Cloud;
using MssTools.Core.Objects;
using MssTools.Core.Tests.Objects;
using Xunit;

namespace MssTools.Integration.Tests.Objects;

/// <summary>The store S3 against s3rver. It ignores conditions, so those are left to the tests' own server.</summary>
public sealed class S3rverTests(S3rverTests.Server server) : IClassFixture<S3rverTests.Server>
{
    public static TheoryData<string> Rules => ObjectStoreContract.RulesWithoutConditions;

    [StoreTheory("s3rver")]
    [MemberData(nameof(Rules))]
    public async Task S3_KeepsTheRule(string rule)
    {
        using IObjectStore store = server.Open();
        foreach (string key in await ObjectStoreContract.ListAsync(store, ""))
        {
            await store.DeleteAsync(key, default);
        }

        await ObjectStoreContract.CheckAsync(rule, store);
    }

    /// <summary>Runs once for all rules, where it is there.</summary>
    public sealed class Server : IDisposable
    {
        private const string Bucket = "media";
        private const string User = "S3RVER"; // its only key, and its secret

        private readonly StoreProcess? _process = StoreProcess.ReasonToSkip("s3rver") is null
            ? new StoreProcess(
                "s3rver",
                ("NODE_NO_WARNINGS", "1"),
                static (port, folder) => ["-d", folder, "-a", "127.0.0.1", "-p", $"{port}", "--silent", "--no-vhost-buckets", "--configure-bucket", Bucket])
            : null;

        public void Dispose() => _process?.Dispose();

        internal IObjectStore Open() => new PatientStore(
            new S3Store(S3Client.Create(new BasicAWSCredentials(User, User), new Uri($"http://127.0.0.1:{_process!.Port}")), Bucket), TimeProvider.System);
    }
}
