using System.Globalization;

namespace MssTools.Core.Manifests;

/// <summary>An element of a manifest that somebody wrote: its attributes as they stand, in their order.</summary>
/// <param name="Name">The element's name, without prefix.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
/// <param name="Attributes">Names and values.</param>
internal sealed record ManifestElement(string Name, int Line, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    /// <summary>The value of an attribute; null where there is none. Names are told apart by case ([MS-SSTR] 2.2.2).</summary>
    public string? Text(string name)
    {
        foreach (KeyValuePair<string, string> attribute in Attributes)
        {
            if (attribute.Key == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    /// <summary>The value of an attribute of digits alone; null where there is none, or where it is something else.</summary>
    public long? Number(string name) => NumberOf(Text(name));

    /// <summary>True for <c>TRUE</c> in any case.</summary>
    public bool IsTrue(string name) => "TRUE".Equals(Text(name), StringComparison.OrdinalIgnoreCase);

    /// <summary>A number of digits alone that fits 63 bits; else null.</summary>
    internal static long? NumberOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
