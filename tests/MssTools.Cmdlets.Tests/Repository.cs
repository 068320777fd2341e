using System.Reflection;

namespace MssTools.Cmdlets.Tests;

/// <summary>Where the tests find the module, its documents and the media.</summary>
internal static class Repository
{
    /// <summary>The repository that the tests were built from.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>What a user imports.</summary>
    public static string Manifest { get; } = Path.Join(Root, "MssTools.psd1");

    /// <summary>Three seconds of H.264 with B-frames and AAC, an IDR every second.</summary>
    public static string Clip { get; } = Input("mp4/bframes.mp4");

    /// <summary>The same pictures without B-frames.</summary>
    public static string PlainClip { get; } = Input("mp4/plain-faststart.mp4");

    /// <summary>Full path of a golden input.</summary>
    public static string Input(string name) => Path.GetFullPath(Path.Join(Root, "tests/golden/inputs", name));
}
