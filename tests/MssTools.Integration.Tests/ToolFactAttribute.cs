using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>A test that needs programs which are not ours; skipped, with the reason, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <param name="tools">Names of the programs.</param>
    public ToolFactAttribute(params string[] tools) => Skip = MissingTools.ReasonToSkip(tools);
}

/// <summary>A theory that needs programs which are not ours; skipped, with the reason, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    /// <param name="tools">Names of the programs.</param>
    public ToolTheoryAttribute(params string[] tools) => Skip = MissingTools.ReasonToSkip(tools);
}

/// <summary>A test of a program that CI does not install; skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OptionalToolFactAttribute : FactAttribute
{
    /// <param name="tool">Name of the program.</param>
    public OptionalToolFactAttribute(string tool) => Skip = Tool.Exists(tool) ? null : $"Not installed: {tool}.";
}

internal static class MissingTools
{
    public static string? ReasonToSkip(string[] tools)
    {
        string[] missing = [.. tools.Where(tool => !Tool.Exists(tool))];
        return missing.Length == 0 ? null : $"Missing client: {string.Join(", ", missing)} is not on the PATH.";
    }
}
