using System.Globalization;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Chance that can be had again: the seed is printed, and <c>MSS_SEED</c> sets it.</summary>
internal static class Seed
{
    /// <summary>Chooses a seed and writes it into the test's output.</summary>
    public static int Choose(ITestOutputHelper output)
    {
        string? given = Environment.GetEnvironmentVariable("MSS_SEED");
        int seed = given is null ? Random.Shared.Next(1_000_000) : int.Parse(given, CultureInfo.InvariantCulture);
        string line = string.Create(CultureInfo.InvariantCulture, $"seed {seed}: MSS_SEED={seed} chooses the same again");
        output.WriteLine(line);
        Console.WriteLine(line);
        return seed;
    }
}
