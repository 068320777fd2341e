using System.Collections.Frozen;
using System.Globalization;

namespace MssTools.Core.Inputs.Network;

/// <summary>
/// An address as players take it: <c>scheme://user@host:port?option=value</c>. Unlike <see cref="Uri"/> it allows an
/// empty host.
/// </summary>
/// <param name="Text">The address without its secrets, for messages.</param>
/// <param name="User">What stands before the @; empty where nothing does.</param>
/// <param name="Host">Name or number, without brackets; empty for all interfaces.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Options">What stands behind the question mark, by name without regard to case.</param>
internal sealed record SourceAddress(
    string Text, string User, string Host, int Port, FrozenDictionary<string, string> Options)
{
    private const string SchemeEnd = "://";

    /// <summary>Parses an address with a port.</summary>
    /// <param name="address">The address.</param>
    /// <param name="known">The options that the scheme has; "!" in front of one that is taken and not needed.</param>
    /// <exception cref="MssException">InvalidSetting: no port, or an option that is none.</exception>
    public static SourceAddress Parse(string address, params ReadOnlySpan<string> known)
    {
        string text = SourceSecrets.Shown(address);
        string rest = address[(address.IndexOf(SchemeEnd, StringComparison.Ordinal) + SchemeEnd.Length)..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        rest = slash < 0 ? rest : rest[..slash];
        int at = rest.LastIndexOf('@');
        string place = rest[(at + 1)..];
        int colon = place.LastIndexOf(':');
        bool hasPort = ushort.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
        if (colon < 0 || !hasPort || port == 0)
        {
            throw Invalid(text, "it has no port from 1 to 65535");
        }

        return new SourceAddress(
            text,
            at < 0 ? "" : Uri.UnescapeDataString(rest[..at]),
            place[..colon].Trim('[', ']'),
            port,
            ParseOptions(text, query, known));
    }

    /// <summary>The value of an option, or null.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <summary>The value of an option that is a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">The value where it is not given.</param>
    /// <param name="highest">The highest number that is taken; the lowest is 0.</param>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public long Number(string name, long otherwise, long highest)
    {
        if (Option(name) is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= highest
            ? value
            : throw Invalid(Text, $"the option {name} is '{text}'; a number from 0 to {highest} can be used");
    }

    private static FrozenDictionary<string, string> ParseOptions(string text, string query, ReadOnlySpan<string> known)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            if (!IsKnown(name, known))
            {
                string used = string.Join(", ", known.ToArray().Where(option => option[0] != '!'));
                throw Invalid(text, $"the option '{name}' is not known; {used} are");
            }

            options[name] = equals < 0 ? "1" : Uri.UnescapeDataString(pair[(equals + 1)..]);
        }

        return options.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsKnown(string name, ReadOnlySpan<string> known)
    {
        foreach (string option in known)
        {
            if (option.TrimStart('!').Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static MssException Invalid(string text, string what) => new(
        MssError.InvalidSetting, $"The address '{text}' cannot be used: {what}.", "See Get-Help Add-MSSLocalStream -Full.");
}
