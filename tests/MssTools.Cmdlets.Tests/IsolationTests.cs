using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Another module's System.Reactive and ours live side by side.</summary>
public sealed class IsolationTests(ProcessWideModule process) : ModuleTest
{
    [Fact]
    public void Core_AndItsPackages_LiveInAContextOfTheirOwn()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Assembly core = Assert.Single(Loaded("MssTools.Core"));
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(core)!;
        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assembly own = Assert.Single(Loaded("System.Reactive"), a => a != process.Foreign);
        Assert.Same(context, AssemblyLoadContext.GetLoadContext(own));
        Assert.NotEqual(process.Foreign.GetName().Version, own.GetName().Version);
    }

    [Fact]
    public void Foreign_IsWhatTheDefaultContextAnswersWith()
    {
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(process.Foreign));
        Assert.Same(process.Foreign, AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("System.Reactive")));
    }

    [Fact]
    public void Model_IsThereOnce_SoThatUsersAndTheEngineShareItsTypes()
    {
        Session.Run("Get-MSSStream");

        Assert.Same(typeof(MssStream).Assembly, Assert.Single(Loaded("MssTools.Model")));
    }

    private static Assembly[] Loaded(string name) =>
        [.. AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name == name)];
}
