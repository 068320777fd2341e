using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MssTools.Core.Outputs.Push;

/// <summary>With what a push is let in at its publishing point, and whether it believes that it is there.</summary>
/// <param name="push">What the user gave.</param>
/// <param name="point">The point; user and password in its address go before those of the definition.</param>
internal sealed class PushAccess(PushDefinition push, Uri point)
{
    /// <summary>The value of the header Authorization for an address; null: it gets none. Other hosts and ports are told no secret.</summary>
    public string? AuthorizationFor(Uri address)
    {
        bool isSameHost = address.Host.Equals(point.Host, StringComparison.OrdinalIgnoreCase)
            && ((address.Scheme == point.Scheme && address.Port == point.Port) || (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort));
        return !isSameHost ? null
            : point.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(point.UserInfo))
            : push.Credential is { } credential ? Basic(UserAndPassword(credential))
            : push.Token.Length > 0 ? $"Bearer {push.Token}"
            : null;
    }

    /// <summary>How the point is spoken to over TLS.</summary>
    public SslClientAuthenticationOptions TlsFor(Uri address) => new()
    {
        TargetHost = address.IdnHost,
        ClientCertificates = push.Certificate is { } own ? new X509CertificateCollection { own } : null,
#pragma warning disable CA5359 // The user asked for it.
        RemoteCertificateValidationCallback = push.SkipCertificateCheck ? static (_, _, _, _) => true : null,
#pragma warning restore CA5359
    };

    private static string UserAndPassword(NetworkCredential credential) => $"{credential.UserName}:{credential.Password}";

    private static string Basic(string userAndPassword) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword))}";
}
