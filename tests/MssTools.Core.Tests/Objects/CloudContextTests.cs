using System.Runtime.Loader;
using MssTools.Core.Objects;
using Xunit;

namespace MssTools.Core.Tests.Objects;

public sealed class CloudContextTests
{
    [Fact]
    public void Load_NothingStaged_IsNotInstalledAndSaysHow()
    {
        using var folder = new TemporaryFolder();

        MssException failure = Assert.Throws<MssException>(() => CloudContext.Load(folder.Path));

        Assert.Equal((MssError.NotInstalled, true), (failure.Code, failure.RecommendedAction.Contains("./build.ps1 -Cloud", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_NoAssembly_IsNotInstalled()
    {
        using var folder = new TemporaryFolder();
        folder.Add("MssTools.Cloud.dll", "no assembly");

        Assert.Equal(MssError.NotInstalled, Assert.Throws<MssException>(() => CloudContext.Load(folder.Path)).Code);
    }

    // What the tests are built with is there, Core and Model among it: those must not be loaded a second time.
    [Fact]
    public void Load_Staged_OpensStoresInAContextOfItsOwnWithTheEnginesTypes()
    {
        IObjectStoreProvider provider = CloudContext.Load(AppContext.BaseDirectory);
        Type type = provider.GetType();

        Assert.Equal("MssTools.Cloud", AssemblyLoadContext.GetLoadContext(type.Assembly)!.Name);
        Assert.NotSame(typeof(Cloud.CloudStores), type);
        MssException failure = Assert.Throws<MssException>(() => provider.Open(ObjectAddress.Parse("az://media")));
        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Contains("AZURE_STORAGE_ACCOUNT", failure.Message, StringComparison.Ordinal);
    }
}
