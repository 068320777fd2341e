namespace MssTools.Core.Inputs.Rtsp;

/// <summary>An address of a session, split into what the server sees and what is for us.</summary>
/// <param name="Text">The address without its secrets, for messages.</param>
/// <param name="Url">What the server sees: without user, password and our options.</param>
/// <param name="Host">Name or number.</param>
/// <param name="Port">554, or 322 with TLS, where the address does not tell.</param>
/// <param name="IsSecure">True for rtsps.</param>
/// <param name="User">Empty where there is none.</param>
/// <param name="Password">Empty where there is none.</param>
/// <param name="OverUdp">Media in datagrams instead of interleaved in the connection.</param>
/// <param name="Left">Kinds of media that are not wanted.</param>
internal sealed record RtspAddress(
    string Text, string Url, string Host, int Port, bool IsSecure, string User, string Password, bool OverUdp, IReadOnlyList<string> Left)
{
    private const int DefaultPort = 554;
    private const int DefaultSecurePort = 322;

    /// <summary>Splits an address. Of its query, <c>transport</c>, <c>audio</c> and <c>video</c> are ours.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static RtspAddress Parse(string address)
    {
        string text = SourceSecrets.Shown(address);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw Invalid(text, "it names no host");
        }

        bool overUdp = false;
        var left = new List<string>();
        var theirs = new List<string>();
        foreach (string option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (option.ToLowerInvariant())
            {
                case "transport=udp":
                    overUdp = true;
                    break;
                case "transport=tcp":
                    break;
                case "audio=0" or "video=0":
                    left.Add(option[..5].ToLowerInvariant());
                    break;
                case var other when other.StartsWith("transport=", StringComparison.Ordinal):
                    throw Invalid(text, $"the option '{option}' is not known; transport=tcp and transport=udp are");
                default:
                    theirs.Add(option);
                    break;
            }
        }

        bool isSecure = uri.Scheme.Equals("rtsps", StringComparison.OrdinalIgnoreCase);
        if (isSecure && overUdp)
        {
            throw Invalid(text, "datagrams would not be encrypted; rtsps needs transport=tcp");
        }

        string[] user = uri.UserInfo.Split(':', 2);
        string query = theirs.Count > 0 ? "?" + string.Join('&', theirs) : "";
        string port = uri.IsDefaultPort || uri.Port < 0 ? "" : $":{uri.Port}";
        return new RtspAddress(
            text,
            $"{uri.Scheme}://{uri.Host}{port}{uri.AbsolutePath}{query}",
            uri.IdnHost.Trim('[', ']'),
            uri.Port > 0 ? uri.Port : isSecure ? DefaultSecurePort : DefaultPort,
            isSecure,
            Uri.UnescapeDataString(user[0]),
            Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? ""),
            overUdp,
            left);
    }

    private static MssException Invalid(string text, string what) => new(
        MssError.InvalidSetting, $"The address '{text}' cannot be used: {what}.", "See Get-Help Add-MSSLocalStream -Full.");
}
