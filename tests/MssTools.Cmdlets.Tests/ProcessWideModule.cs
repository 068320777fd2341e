using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>
/// The module's engine is one per process, so all tests that import the module run one after another. Before the first
/// of them, a foreign assembly of the name System.Reactive is loaded where another module would have loaded its own.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ProcessWideModule : ICollectionFixture<ProcessWideModule>, IDisposable
{
    public const string Name = "The module, one per process";

    private static readonly Version s_foreignVersion = new(99, 0, 0, 0);
    private readonly string _folder = Directory.CreateTempSubdirectory("msstools-foreign-").FullName;

    public ProcessWideModule()
    {
        string path = Path.Join(_folder, "System.Reactive.dll");
        var foreign = new PersistedAssemblyBuilder(
            new AssemblyName("System.Reactive") { Version = s_foreignVersion }, typeof(object).Assembly);
        foreign.DefineDynamicModule("System.Reactive").DefineType("Foreign", TypeAttributes.Public).CreateType();
        foreign.Save(path);
        Foreign = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
    }

    /// <summary>The other module's System.Reactive, in the default context.</summary>
    public Assembly Foreign { get; }

    public void Dispose()
    {
        using (var session = new Session())
        {
            session.Run("Remove-Module MssTools");
        }

        Directory.Delete(_folder, recursive: true);
    }
}
