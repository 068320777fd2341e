using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MssTools.Core.Tests;

/// <summary>Certificates of <c>localhost</c> that nobody trusts.</summary>
internal static class SelfSigned
{
    /// <summary>One with its private key, for a server. The caller disposes it.</summary>
    public static X509Certificate2 Create() => X509CertificateLoader.LoadPkcs12(CreatePfx(), null); // Windows wants a stored key

    /// <summary>The same as the bytes of a .pfx file.</summary>
    public static byte[] CreatePfx(string? password = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pfx, password);
    }
}
