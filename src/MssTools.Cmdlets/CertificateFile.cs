using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MssTools.Cmdlets;

/// <summary>A certificate with its private key, as a PFX file.</summary>
internal static class CertificateFile
{
    /// <summary>Loads it. Its key may be exported, so that a service can be given it.</summary>
    /// <exception cref="MssException">InvalidSetting: the file is none, or the password is wrong.</exception>
    public static X509Certificate2 Load(string path, SecureString? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(
                path, password is null ? null : new NetworkCredential("", password).Password, X509KeyStorageFlags.Exportable);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{path}' gives no certificate: {failure.Message}",
                "Check the path and -CertificatePassword.",
                failure);
        }
    }
}
