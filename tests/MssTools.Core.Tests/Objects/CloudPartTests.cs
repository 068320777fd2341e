using System.Runtime.Loader;
using MssTools.Core.Objects;
using MssTools.Core.Services.Cluster;
using Xunit;

namespace MssTools.Core.Tests.Objects;

public sealed class CloudPartTests
{
    [Fact]
    public void Load_NothingStaged_IsNotInstalledAndSaysHow()
    {
        using var folder = new TemporaryFolder();

        MssException failure = Assert.Throws<MssException>(() => CloudPart.Load(folder.Path));

        Assert.Equal((MssError.NotInstalled, true), (failure.Code, failure.RecommendedAction.Contains("./build.ps1 -Cloud", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_NoAssembly_IsNotInstalled()
    {
        using var folder = new TemporaryFolder();
        folder.Add("MssTools.Cloud.dll", "no assembly");

        Assert.Equal(MssError.NotInstalled, Assert.Throws<MssException>(() => CloudPart.Load(folder.Path)).Code);
    }

    [Fact]
    public void Load_OfAClusterNothingOrNoAssembly_IsNotInstalledToo()
    {
        using var folder = new TemporaryFolder();
        MssException absent = Assert.Throws<MssException>(() => ClusterPart.Load(folder.Path));
        folder.Add("MssTools.Cluster.dll", "no assembly");
        MssException broken = Assert.Throws<MssException>(() => ClusterPart.Load(folder.Path));

        Assert.Equal((MssError.NotInstalled, MssError.NotInstalled), (absent.Code, broken.Code));
        Assert.Contains("./build.ps1 -Cluster", broken.RecommendedAction, StringComparison.Ordinal);
    }

    // What the tests are built with is there, Core and Model among it: those must not be loaded a second time.
    [Fact]
    public void Load_Staged_OpensStoresInAContextOfItsOwnWithTheEnginesTypes()
    {
        IObjectStoreProvider provider = CloudPart.Load(AppContext.BaseDirectory);
        Type type = provider.GetType();

        Assert.Equal("MssTools.Cloud", AssemblyLoadContext.GetLoadContext(type.Assembly)!.Name);
        Assert.NotSame(typeof(Cloud.CloudStores), type);
        MssException failure = Assert.Throws<MssException>(() => provider.Open(ObjectAddress.Parse("az://media")));
        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Contains("AZURE_STORAGE_ACCOUNT", failure.Message, StringComparison.Ordinal);
    }
}
