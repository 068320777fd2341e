namespace MssTools.Cmdlets;

/// <summary>Names streams after their files, each differently: renditions often have one name in several folders.</summary>
internal sealed class FileStreamNames
{
    private const int Longest = 120; // leaves room for a number
    private const string Nameless = "stream";

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The file's name without its extension. What a folder name or an URL template may not hold becomes an underscore,
    /// and a name that was given before gets a number: film, film_2.
    /// </summary>
    public string NameFor(string file) => Distinct(SafeName(Path.GetFileNameWithoutExtension(file)));

    /// <summary>
    /// A name for an address: its host and port, because what stands behind them may be a stream key or a token.
    /// </summary>
    public string NameForAddress(string address) => Distinct(
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            ? SafeName(uri.IsDefaultPort || uri.Port < 0 ? uri.Host : $"{uri.Host}_{uri.Port}")
            : SafeName(address.Split(':')[0]));

    /// <summary>The name, with a number where it was given before.</summary>
    public string Distinct(string wanted)
    {
        string name = wanted;
        for (int number = 2; !_taken.Add(name); number++)
        {
            name = $"{wanted}_{number}";
        }

        return name;
    }

    private static string SafeName(string name)
    {
        string safe = string.Concat(name.Select(
            c => char.IsLetterOrDigit(c) || " _-.+@()".Contains(c, StringComparison.Ordinal) ? c : '_'))
            .TrimStart(' ', '-', '.', '+', '@', '(', ')');
        safe = safe[..Math.Min(safe.Length, Longest)].TrimEnd(' ', '.');
        return safe.Length > 0 ? safe : Nameless;
    }
}
