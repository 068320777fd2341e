using System.Globalization;
using System.Text;

namespace MssTools.Core.Outputs.Objects;

/// <summary>
/// The epoch in a manifest: a comment behind the XML declaration, where IIS and Expression Encoder have one, too. A manifest that says the same in another
/// epoch has other bytes, and so another ETag: who knows only the old one replaces it no more.
/// </summary>
internal static class ManifestEpoch
{
    /// <summary>The manifest with an epoch; one that it had goes.</summary>
    /// <param name="manifest">UTF-8, with or without a declaration.</param>
    /// <param name="epoch">The epoch.</param>
    public static byte[] Write(ReadOnlySpan<byte> manifest, long epoch)
    {
        int place = manifest.StartsWith("<?xml"u8) && manifest.IndexOf("?>"u8) is > 0 and var end ? end + 2 : 0;
        while (place < manifest.Length && manifest[place] is (byte)'\r' or (byte)'\n')
        {
            place++;
        }

        ReadOnlySpan<byte> rest = manifest[place..];
        if (rest.StartsWith("<!--Writer epoch "u8) && rest.IndexOf("-->\n"u8) is > 0 and var over)
        {
            rest = rest[(over + "-->\n".Length)..];
        }

        byte[] comment = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<!--Writer epoch {epoch}-->\n"));
        return [.. manifest[..place], .. comment, .. rest];
    }
}
