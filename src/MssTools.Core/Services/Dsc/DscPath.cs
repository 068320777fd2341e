namespace MssTools.Core.Services.Dsc;

/// <summary>Paths of instances. DSC runs a resource in a folder of its own, so that a relative one means nothing.</summary>
internal static class DscPath
{
    /// <summary>The path as services have it: full, and without a separator at its end; an empty one stays so.</summary>
    /// <param name="setting">Which one it is, for errors.</param>
    /// <param name="path">What was given.</param>
    /// <exception cref="MssException">InvalidSetting: it is relative.</exception>
    public static string Whole(string setting, string path) =>
        path.Length == 0 ? path
        : Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
        : throw new MssException(MssError.InvalidSetting, $"{setting} is '{path}'; a full path is needed.", "Give the full path on the machine of the service.");

    /// <summary>Where groups are stored, so; an address in an object store stays one.</summary>
    /// <exception cref="MssException">InvalidSetting: it is relative, or no address.</exception>
    public static string Target(string setting, string target) =>
        ObjectAddress.IsOne(target) ? ObjectAddress.Parse(target).ToString() : Whole(setting, target);

    /// <summary>An input with its path so; an address stays as it is.</summary>
    /// <exception cref="MssException">InvalidSetting: it is a relative path.</exception>
    public static LocalStreamDefinition Whole(LocalStreamDefinition input) =>
        MssEngine.IsAddress(input.Source) ? input : input with { Source = Whole($"The source of '{input.Name}'", input.Source) };
}
