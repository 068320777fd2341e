using Amazon.Runtime;
using MssTools.Cloud;
using MssTools.Core;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Objects;
using MssTools.Core.Tests.Objects;
using Xunit;

namespace MssTools.Integration.Tests.Objects;

/// <summary>A live group in real stores, by the SDKs: it is begun, taken over by a second writer, checked and removed.</summary>
public sealed class LiveStoreTests(AzuriteTests.Server azurite) : IClassFixture<AzuriteTests.Server>, IDisposable
{
    private static readonly TimeSpan s_limit = Patience.Of(30);

    private readonly S3Double _s3 = new();
    private readonly List<MssEngine> _engines = [];

    [Fact]
    public Task S3_TwoWriters_TheSecondGoesOn() => GoOnAsync($"s3://{_s3.Bucket}/live", new Provider(() => new PatientStore(
        new S3Store(S3Client.Create(new BasicAWSCredentials("id", "secret"), _s3.Endpoint), _s3.Bucket), TimeProvider.System)));

    [StoreFact("azurite-blob")]
    public async Task Azure_TwoWriters_TheSecondGoesOn()
    {
        using IObjectStore container = await azurite.OpenNewAsync();
        string name = container.Name["az://".Length..];
        await GoOnAsync($"az://{name}/live", new Provider(() => azurite.Open(name)));
    }

    public void Dispose()
    {
        _engines.ForEach(engine => engine.Shutdown());
        _s3.Dispose();
    }

    private async Task GoOnAsync(string target, Provider provider)
    {
        using IDisposable use = ObjectStores.Use(ObjectAddress.Parse(target).Store, provider);
        using IObjectStore store = provider.Open(ObjectAddress.Parse(target));
        var group = new StreamDefinition { LocalStreamNames = ["cam"], TargetFolder = target, GroupName = "g", ChunkLength = 1, LookAheadFragmentCount = 1 };

        MssEngine first = Engine();
        MssStream old = first.Start(group).Single();
        IReadOnlyList<FragmentTime> begun = await ListedAsync(store, 3);
        MssEngine second = Engine();
        second.Start(group);

        Assert.True(first.WaitForEnd(old.Id, s_limit, default));
        Assert.Equal(MssError.Fenced, first.GetStreams().Single().LastErrorCode);
        IReadOnlyList<FragmentTime> rows = await ListedAsync(store, begun.Count + 3);
        Assert.Equal(begun, rows.Take(begun.Count));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Time));
        MssGroup running = second.GetGroups().Single();
        Assert.Empty(running.Warnings);
        List<MssFinding> problems = [];
        await foreach (MssFinding finding in second.CheckAsync(new CheckDefinition { Path = $"{target}/g", Severity = FindingSeverity.Error }, default))
        {
            problems.Add(finding);
        }

        Assert.All(problems, problem => Assert.Equal("MSS507", problem.Id)); // who ended announced what never came
        Assert.Equal(0, second.RemoveGroup(group.Identity, deleteFile: true, default));
        await foreach (string key in store.ListAsync("", default))
        {
            Assert.Fail($"{key} is left.");
        }
    }

    private MssEngine Engine()
    {
        var engine = new MssEngine(TimeProvider.System);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "cam", Source = "test:?width=320&height=180&bitrate=200000" });
        _engines.Add(engine);
        return engine;
    }

    // Of the pictures, as soon as there are so many.
    private static async Task<IReadOnlyList<FragmentTime>> ListedAsync(IObjectStore store, int count)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (true)
        {
            if (await store.GetAsync("live/g/manifest.ismc", ClientManifestReader.LargestManifest, limit.Token) is { } there
                && ClientManifestReader.Read(there.Bytes, "x").ToModel("x").StreamIndexes[0].Fragments is { } rows && rows.Count >= count)
            {
                return rows;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    private sealed class Provider(Func<IObjectStore> open) : IObjectStoreProvider
    {
        public IObjectStore Open(ObjectAddress address) => open();
    }
}
