namespace MssTools.Bench;

/// <summary>Looks for programs, and for what the build left.</summary>
internal static class ToolPath
{
    /// <summary>Folder of inputs and outputs; git ignores it.</summary>
    public static string Artifacts { get; } = Metadata("Artifacts");

    /// <summary>The script host that was built with the benchmark.</summary>
    public static string Host { get; } = Metadata("Host");

    /// <summary>The service program of the module that was built.</summary>
    public static string Service { get; } = Path.Join(Metadata("Module"), "bin/core/MssTools.Service.dll");

    /// <summary>What the module needs for object stores.</summary>
    public static string Cloud { get; } = Path.Join(Metadata("Module"), "cloud");

    /// <summary>Stores of others, from npm.</summary>
    public static string Stores { get; } = Path.Join(Artifacts, "../stores/node_modules/.bin");

    /// <summary>True if a program is on the PATH.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Join(folder, program)));

    private static string Metadata(string key) => typeof(ToolPath).Assembly
        .GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>()
        .First(a => a.Key == key).Value!;
}
