using Xunit;

namespace MssTools.Core.Tests;

/// <summary>Looks until something is true. Being late is no failure, a hang is one.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as it is so.</summary>
    public static async Task Until(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_limit, "It did not come to pass.");
            await Task.Delay(s_look);
        }
    }
}
