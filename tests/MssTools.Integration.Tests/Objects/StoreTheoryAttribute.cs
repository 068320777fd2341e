using Xunit;

namespace MssTools.Integration.Tests.Objects;

/// <summary>A theory that needs an object store of others; skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoreTheoryAttribute : TheoryAttribute
{
    /// <param name="program">Name of its program.</param>
    public StoreTheoryAttribute(string program) => Skip = StoreProcess.ReasonToSkip(program);
}

/// <summary>A test that needs an object store of others; skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoreFactAttribute : FactAttribute
{
    /// <param name="program">Name of its program.</param>
    public StoreFactAttribute(string program) => Skip = StoreProcess.ReasonToSkip(program);
}
