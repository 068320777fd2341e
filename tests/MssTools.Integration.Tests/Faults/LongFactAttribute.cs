using Xunit;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A test that takes minutes; runs where the variable <c>MSS_LONG_FAULTS</c> is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("MSS_LONG_FAULTS") is null
        ? "Takes minutes; set MSS_LONG_FAULTS=1 to run it."
        : null;
}
