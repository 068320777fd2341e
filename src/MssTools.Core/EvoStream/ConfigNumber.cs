using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MssTools.Core.EvoStream;

/// <summary>
/// The configId of what has no number here: a local stream goes by its name alone. The number is made of the name, so that it stays over restarts, and
/// is greater than any that a stream has.
/// </summary>
internal static class ConfigNumber
{
    private const int Least = 1 << 30;

    /// <summary>The number of a local stream.</summary>
    public static int Of(string localStreamName)
    {
        byte[] name = Encoding.UTF8.GetBytes(localStreamName.ToUpperInvariant());
        return Least | (BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(name)) & (Least - 1));
    }
}
