namespace MssTools.Cmdlets;

/// <summary>Where the module has the pages that list and play groups.</summary>
internal static class PlayerPageFolder
{
    /// <summary>Full path of the folder, which is beside bin, where this assembly is; null: the module has none.</summary>
    public static string? Find()
    {
        string? bin = Path.GetDirectoryName(typeof(PlayerPageFolder).Assembly.Location);
        string folder = Path.GetFullPath(Path.Join(bin, "../web"));
        return Directory.Exists(folder) ? folder : null;
    }
}
