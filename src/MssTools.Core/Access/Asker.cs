using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MssTools.Core.Access;

/// <summary>Who asks to be let in.</summary>
/// <param name="Address">Whose turn it takes while many wait.</param>
/// <param name="Credential">
/// A digest of all that an authorizer is shown: an answer for one is never used for another, and no secret is kept.
/// </param>
internal readonly record struct Asker(string Address, string Credential)
{
    /// <summary>Describes somebody by an address and what is shown of the request, in a fixed order.</summary>
    public static Asker Of(string address, IEnumerable<string> shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, address);
        foreach (string text in shown)
        {
            Append(hash, text);
        }

        return new Asker(address, Convert.ToBase64String(hash.GetHashAndReset()));
    }

    // With its length, so that no two lists of texts are one.
    private static void Append(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
