using System.Globalization;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Collects a line of Markdown per fault in <c>artifacts/faults</c>, from which docs/faults.md is made.</summary>
internal static class FaultTable
{
    private static readonly Lock s_lock = new();

    /// <summary>Adds a line and shows it.</summary>
    public static void Add(ITestOutputHelper output, string fault, int times, string what, long lost, GroupWatch watch)
    {
        int fragments = watch.Levels.Values.Sum(l => l.Fragments.Count);
        bool monotonic = !watch.Complaints.Any(c => c.Contains(" is listed behind ", StringComparison.Ordinal));
        Add(output, fault, times, $"{what}; {fragments} fragments in {watch.Manifests} manifests checked", lost, monotonic);
    }

    /// <summary>Adds a line and shows it.</summary>
    public static void Add(ITestOutputHelper output, string fault, int times, string what, long lost, bool monotonic)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"| {fault} | {times} | {what} | {lost} | {(monotonic ? "yes" : "no")} |");
        output.WriteLine(line);
        lock (s_lock)
        {
            string folder = Directory.CreateDirectory(Repository.PathOf("artifacts/faults")).FullName;
            string name = string.Concat(fault.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
            File.WriteAllText(Path.Join(folder, $"{name}.md"), line + "\n");
        }
    }
}
