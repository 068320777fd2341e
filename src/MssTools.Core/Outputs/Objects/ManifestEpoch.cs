using System.Globalization;
using System.Text;

namespace MssTools.Core.Outputs.Objects;

/// <summary>
/// The epoch in a manifest: a comment behind the XML declaration, where IIS and Expression Encoder have one, too. A manifest that says the same in another
/// epoch has other bytes, and so another ETag: who knows only the old one replaces it no more.
/// </summary>
internal static class ManifestEpoch
{
    private const string Begin = "<!--Writer epoch ";
    private const string End = "-->\n";

    /// <summary>The manifest with an epoch; one that it had goes.</summary>
    /// <param name="manifest">UTF-8, with or without a declaration.</param>
    /// <param name="epoch">The epoch.</param>
    public static byte[] Write(ReadOnlySpan<byte> manifest, long epoch)
    {
        int place = manifest.StartsWith("<?xml"u8) ? manifest.IndexOf("?>"u8) + 2 : 0;
        while (place < manifest.Length && manifest[place] is (byte)'\r' or (byte)'\n')
        {
            place++;
        }

        ReadOnlySpan<byte> rest = manifest[place..];
        if (rest.StartsWith(Encoding.ASCII.GetBytes(Begin)))
        {
            rest = rest[(rest.IndexOf("-->"u8) + End.Length)..];
        }

        byte[] comment = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Begin}{epoch}{End}"));
        return [.. manifest[..place], .. comment, .. rest];
    }
}
