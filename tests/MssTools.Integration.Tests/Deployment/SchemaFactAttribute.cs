using Xunit;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>A test that goes by a schema of others, which CI fetches; skipped, with the reason, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SchemaFactAttribute : FactAttribute
{
    /// <param name="name">Name of its file.</param>
    public SchemaFactAttribute(string name) => Skip = File.Exists(PathOf(name)) ? null : $"Missing client: {name} is not in artifacts/schemas.";

    /// <summary>Full path of the schema.</summary>
    public static string PathOf(string name) => Repository.PathOf($"artifacts/schemas/{name}");
}
