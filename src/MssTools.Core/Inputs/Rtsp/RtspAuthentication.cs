using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>Answers a server's challenge: Digest with SHA-256 or MD5 (RFC 7616), or Basic (RFC 7617).</summary>
internal sealed partial class RtspAuthentication
{
    private readonly string _user;
    private readonly string _password;
    private readonly Dictionary<string, string>? _digest; // null: Basic
    private int _count;

    private RtspAuthentication(string user, string password, Dictionary<string, string>? digest) =>
        (_user, _password, _digest) = (user, password, digest);

    /// <summary>Chooses the strongest challenge that can be answered; null where none can.</summary>
    /// <param name="challenges">The values of WWW-Authenticate.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="password">The password.</param>
    public static RtspAuthentication? Choose(IEnumerable<string> challenges, string user, string password)
    {
        List<string> all = [.. challenges];
        Dictionary<string, string>? digest = all
            .Where(c => c.StartsWith("Digest", StringComparison.OrdinalIgnoreCase))
            .Select(ReadParameters)
            .Where(p => AlgorithmOf(p) is "MD5" or "SHA-256" && p.ContainsKey("nonce") && p.ContainsKey("realm"))
            .MaxBy(AlgorithmOf, StringComparer.Ordinal); // SHA-256 comes behind MD5
        bool isBasic = all.Exists(c => c.StartsWith("Basic", StringComparison.OrdinalIgnoreCase));
        return digest is not null || isBasic ? new RtspAuthentication(user, password, digest) : null;
    }

    /// <summary>The Authorization header of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="uri">Its address, as it stands in the first line.</param>
    public string Authorize(string method, string uri) => Authorize(method, uri, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    /// <summary>The same with a client nonce that is given, for tests.</summary>
    public string Authorize(string method, string uri, string clientNonce)
    {
        if (_digest is null)
        {
            return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{_password}"));
        }

        string realm = _digest["realm"];
        string nonce = _digest["nonce"];
        string identity = Hash($"{_user}:{realm}:{_password}");
        string request = Hash($"{method}:{uri}");
        var answer = new StringBuilder(
            $"Digest username=\"{_user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\"");
        if (_digest.TryGetValue("algorithm", out string? algorithm))
        {
            answer.Append(CultureInfo.InvariantCulture, $", algorithm={algorithm}");
        }

        if (_digest.GetValueOrDefault("qop", "").Split(',').Any(q => q.Trim().Equals("auth", StringComparison.OrdinalIgnoreCase)))
        {
            string count = (++_count).ToString("x8", CultureInfo.InvariantCulture);
            string response = Hash($"{identity}:{nonce}:{count}:{clientNonce}:auth:{request}");
            answer.Append(CultureInfo.InvariantCulture, $", qop=auth, nc={count}, cnonce=\"{clientNonce}\", response=\"{response}\"");
        }
        else
        {
            answer.Append(CultureInfo.InvariantCulture, $", response=\"{Hash($"{identity}:{nonce}:{request}")}\"");
        }

        if (_digest.TryGetValue("opaque", out string? opaque))
        {
            answer.Append(CultureInfo.InvariantCulture, $", opaque=\"{opaque}\"");
        }

        return answer.ToString();
    }

    private static string AlgorithmOf(Dictionary<string, string> parameters) =>
        parameters.GetValueOrDefault("algorithm", "MD5").ToUpperInvariant();

    private static Dictionary<string, string> ReadParameters(string challenge)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Parameter().Matches(challenge))
        {
            parameters[match.Groups["name"].Value] = match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["bare"].Value;
        }

        return parameters;
    }

    private string Hash(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // The server chooses; cameras know nothing better.
        return Convert.ToHexStringLower(AlgorithmOf(_digest!) == "MD5" ? MD5.HashData(bytes) : SHA256.HashData(bytes));
#pragma warning restore CA5351
    }

    [GeneratedRegex("""(?<name>[\w-]+)\s*=\s*("(?<quoted>[^"]*)"|(?<bare>[^\s,"]+))""", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
