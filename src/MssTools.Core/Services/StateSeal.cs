using System.Security.Cryptography;

namespace MssTools.Core.Services;

/// <summary>
/// Seals what has secrets in it (AES-256-GCM), with a key from the environment, or from a file that only the account of the service can read. Who
/// has that account, and the file, can open what is sealed; a copy of the entries alone tells nothing.
/// </summary>
internal sealed class StateSeal
{
    /// <summary>The variable that has the key, as base64 of 32 bytes, where no file should.</summary>
    public const string Variable = "MSSTOOLS_STATE_KEY";

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key;

    private StateSeal(byte[] key) => _key = key;

    /// <summary>Takes the key; makes one where there is none.</summary>
    /// <param name="file">Full path of the key file.</param>
    /// <exception cref="MssException">InvalidSetting: what is there is no key; AccessDenied or SinkFailed.</exception>
    public static StateSeal Open(string file)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
        {
            return new StateSeal(Decode(text, $"The environment variable {Variable}"));
        }

        try
        {
            if (File.Exists(file))
            {
                return new StateSeal(Decode(File.ReadAllText(file), $"'{file}'"));
            }

            byte[] key = RandomNumberGenerator.GetBytes(KeyLength);
            StateFolder.WriteWhole(file, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
            return new StateSeal(key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StateFolder.Refused(file, failure);
        }
    }

    /// <summary>Seals bytes; the same ones never look alike twice.</summary>
    /// <param name="clear">The bytes.</param>
    /// <param name="name">What they are of; sealed bytes of one thing are not those of another.</param>
    public byte[] Close(ReadOnlySpan<byte> clear, string name)
    {
        byte[] sealedBytes = new byte[NonceLength + TagLength + clear.Length];
        Span<byte> nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, clear, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), Associated(name));
        return sealedBytes;
    }

    /// <summary>Opens what was sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string name)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("The sealed part is too short.");
        }

        byte[] clear = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_key, TagLength);
        aes.Decrypt(
            sealedBytes[..NonceLength], sealedBytes[(NonceLength + TagLength)..], sealedBytes.Slice(NonceLength, TagLength), clear, Associated(name));
        return clear;
    }

    private static byte[] Associated(string name) => System.Text.Encoding.UTF8.GetBytes(name);

    private static byte[] Decode(string text, string place)
    {
        byte[] key = new byte[KeyLength];
        return Convert.TryFromBase64String(text.Trim(), key, out int length) && length == KeyLength
            ? key
            : throw new MssException(
                MssError.InvalidSetting,
                $"{place} holds no key: base64 of {KeyLength} bytes is needed.",
                "Put the right key back. Without it the entries with secrets cannot be opened: remove the key, and tell the service those anew.");
    }
}
