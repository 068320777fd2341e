using Xunit;
using Xunit.Sdk;

namespace MssTools.Integration.Tests;

/// <summary>
/// A test in a real player, or of a cluster of real processes, which keep to the real clock; skipped, with the reason, where a program is missing. If it
/// fails it runs once more, and that is reported (<see cref="FlakyReport"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MssTools.Integration.Tests.PlayerFactDiscoverer", "MssTools.Integration.Tests")]
public class PlayerFactAttribute : FactAttribute
{
    /// <param name="tools">Names of the programs.</param>
    public PlayerFactAttribute(params string[] tools) => Skip = MissingTools.ReasonToSkip(tools);
}

/// <summary>As <see cref="PlayerFactAttribute"/>, a test a row.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MssTools.Integration.Tests.PlayerTheoryDiscoverer", "MssTools.Integration.Tests")]
public sealed class PlayerTheoryAttribute : TheoryAttribute
{
    /// <param name="tools">Names of the programs.</param>
    public PlayerTheoryAttribute(params string[] tools) => Skip = MissingTools.ReasonToSkip(tools);
}
