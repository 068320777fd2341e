using System.Globalization;

namespace MssTools.Core.Origin;

/// <summary>A file that may be served, as it was a moment ago.</summary>
/// <param name="FullPath">Where it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written, UTC.</param>
internal sealed record StoredFile(string FullPath, long Length, DateTime Written)
{
    /// <summary>A strong entity tag: files are replaced whole, under another time or length.</summary>
    public string ETag => string.Create(CultureInfo.InvariantCulture, $"\"{Written.Ticks:x}-{Length:x}\"");
}
