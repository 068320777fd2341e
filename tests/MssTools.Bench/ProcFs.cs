using System.Globalization;

namespace MssTools.Bench;

/// <summary>What Linux tells of processes (proc(5)).</summary>
internal static class ProcFs
{
    private const int TicksPerSecond = 100; // USER_HZ, the same on all systems that .NET runs on

    /// <summary>Processor time of all children that ended and were waited for, and of theirs.</summary>
    public static TimeSpan ChildrenCpu()
    {
        // Fields are counted behind the name, which may hold anything but ends at the last parenthesis: 14 and 15 are cutime, cstime.
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = Number(fields[13]) + Number(fields[14]);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Processor time of a process and of its children that still run.</summary>
    public static TimeSpan CpuOfTree(int process) => Tree(process).Select(CpuOf).Aggregate(TimeSpan.Zero, (sum, t) => sum + t);

    /// <summary>Memory of a process and its children that is resident now, in bytes.</summary>
    public static long MemoryOfTree(int process) => Tree(process).Sum(p => Status($"{p}", "VmRSS:"));

    /// <summary>Processor time that all programs of the machine have used.</summary>
    public static TimeSpan CpuOfAll()
    {
        // user, nice, system, idle, iowait, irq, softirq, steal (proc_stat(5))
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long ticks = fields[1..9].Sum(Number) - Number(fields[4]) - Number(fields[5]);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Most memory of a process that was resident at a time, in bytes; 0 where the process is gone.</summary>
    public static long PeakMemory(string process) => Status(process, "VmHWM:");

    /// <summary>Memory of this process that is resident now, in bytes.</summary>
    public static long OwnMemory() => Status("self", "VmRSS:");

    /// <summary>Open files, sockets and the like of this process.</summary>
    public static int OwnHandles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Open files, sockets and the like of a process.</summary>
    public static int Handles(int process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Length;

    /// <summary>Threads of a process.</summary>
    public static int Threads(int process) => Directory.GetDirectories($"/proc/{process}/task").Length;

    /// <summary>The same by kind (socket, pipe, files, anonymous inodes), in words.</summary>
    public static string OwnHandlesByKind() => string.Join(", ", Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(fd => new FileInfo(fd).LinkTarget?.Split(':')[0] ?? "closed meanwhile")
        .Select(kind => kind.StartsWith('/') ? Path.GetExtension(kind) is { Length: > 0 } extension ? $"*{extension}" : kind : kind)
        .GroupBy(kind => kind)
        .OrderByDescending(kind => kind.Count())
        .Select(kind => $"{kind.Count()} {kind.Key}"));

    /// <summary>Threads of this process.</summary>
    public static int OwnThreads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Children of this process that were not waited for.</summary>
    public static int OwnChildren() => Directory.GetDirectories("/proc/self/task").Sum(ChildrenOf);

    /// <summary>Lets the peak of this process start again from what is resident now.</summary>
    public static void ResetOwnPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static int ChildrenOf(string task)
    {
        try
        {
            string children = File.ReadAllText(Path.Join(task, "children"));
            return children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            return 0; // the thread ended between our looks; its children went to another one
        }
    }

    private static IEnumerable<int> Tree(int process) => File.ReadAllText($"/proc/{process}/task/{process}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
        .SelectMany(Tree)
        .Prepend(process);

    // Fields are counted behind the name, which may hold anything but ends at the last parenthesis: 11 and 12 are utime, stime.
    private static TimeSpan CpuOf(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((double)(Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    private static long Status(string process, string field)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : Number(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;
        }
        catch (IOException)
        {
            return 0; // it ended between our looks
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
