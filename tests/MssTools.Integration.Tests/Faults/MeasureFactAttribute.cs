using Xunit;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A test that measures and does not gate; runs where <c>.ci/measure</c> runs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MeasureFactAttribute : FactAttribute
{
    /// <summary>Skips the test elsewhere.</summary>
    public MeasureFactAttribute() => Skip = Measure.IsOn ? null : "It measures and takes minutes: .ci/measure runs it.";
}
