using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MssTools.Core.Access;

/// <summary>What the header Authorization must bring. Keeps a digest; digests are of one length, so the time of comparing says nothing.</summary>
internal sealed class ExpectedCredential
{
    /// <summary>The value of WWW-Authenticate that asks for user name and password.</summary>
    public const string BasicChallenge = "Basic realm=\"MssTools\", charset=\"UTF-8\"";

    private readonly byte[] _digest;

    private ExpectedCredential(string scheme, string credential) => (Scheme, _digest) = (scheme, Digest(credential));

    /// <summary>Name of the scheme: <c>Basic</c> (RFC 7617) or <c>Bearer</c> (RFC 6750).</summary>
    public string Scheme { get; }

    /// <summary>The value of WWW-Authenticate that asks for it.</summary>
    public string Challenge => Scheme == "Basic" ? BasicChallenge : Scheme;

    /// <summary>User name and password; null: none are asked for.</summary>
    public static ExpectedCredential? Of(NetworkCredential? user) =>
        user is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.UserName}:{user.Password}")));

    /// <summary>A token; null: none is asked for.</summary>
    public static ExpectedCredential? Of(string? token) => token is null ? null : new("Bearer", token);

    /// <summary>True where a header brings it. The scheme is of any case (RFC 9110 11.1).</summary>
    public bool IsIn(string authorization) =>
        authorization.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(_digest, Digest(authorization[(Scheme.Length + 1)..].Trim(' ')));

    private static byte[] Digest(string credential) => SHA256.HashData(Encoding.UTF8.GetBytes(credential));
}
