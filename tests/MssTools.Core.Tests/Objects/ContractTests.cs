using MssTools.Core.Objects;
using Xunit;

namespace MssTools.Core.Tests.Objects;

public sealed class ContractTests
{
    public static TheoryData<string> Rules => ObjectStoreContract.Rules;

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Memory_KeepsTheRule(string rule)
    {
        using var store = new MemoryStore();
        return ObjectStoreContract.CheckAsync(rule, store);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task S3_KeepsTheRule(string rule)
    {
        using var server = new S3Double { PageSize = 2 };
        using IObjectStore store = S3StoreTests.Open(server);
        await ObjectStoreContract.CheckAsync(rule, store);
    }
}
