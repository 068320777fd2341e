using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MssTools.Core.Access;

/// <summary>What the header Authorization must bring. Keeps a digest; digests are of one length, so the time of comparing says nothing.</summary>
internal sealed class ExpectedCredential
{
    /// <summary>The value of WWW-Authenticate that asks for user name and password.</summary>
    public const string BasicChallenge = "Basic realm=\"MssTools\", charset=\"UTF-8\"";

    private readonly string _scheme;
    private readonly byte[] _digest;

    private ExpectedCredential(string scheme, string challenge, string credential) =>
        (_scheme, Challenge, _digest) = (scheme + " ", challenge, Digest(credential));

    /// <summary>The value of WWW-Authenticate that asks for it.</summary>
    public string Challenge { get; }

    /// <summary>User name and password (RFC 7617); null: none are asked for.</summary>
    public static ExpectedCredential? Of(NetworkCredential? user) =>
        user is null ? null : new("Basic", BasicChallenge, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.UserName}:{user.Password}")));

    /// <summary>A token (RFC 6750); null: none is asked for.</summary>
    public static ExpectedCredential? Of(string? token) => token is null ? null : new("Bearer", "Bearer", token);

    /// <summary>True where a header brings it. The scheme is of any case (RFC 9110 11.1).</summary>
    public bool IsIn(string authorization) =>
        authorization.StartsWith(_scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(_digest, Digest(authorization[_scheme.Length..].Trim(' ')));

    private static byte[] Digest(string credential) => SHA256.HashData(Encoding.UTF8.GetBytes(credential));
}
