using System.Buffers;
using System.Globalization;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs.Push;

/// <summary>
/// A fragment as it goes over the wire: one chunk of HTTP (RFC 9112 7.1) with moof and mdat. Its bytes are the spool's until
/// <see cref="Release"/>.
/// </summary>
internal sealed class PushFragment
{
    private const int ChunkHeader = 10; // eight digits, CR, LF
    private const int ChunkEnd = 2;

    private readonly int _length;
    private byte[]? _bytes;

    private PushFragment(PushTrack track, FragmentNotice notice, byte[] bytes, int length) =>
        (Track, Notice, _bytes, _length) = (track, notice, bytes, length);

    /// <summary>The track of the POST.</summary>
    public PushTrack Track { get; }

    /// <summary>What it is in the group.</summary>
    public FragmentNotice Notice { get; }

    /// <summary>Place among all fragments of its spool.</summary>
    public long Order { get; set; }

    /// <summary>True once it was sent as a whole: what is sent again counts once.</summary>
    public bool WasSent { get; set; }

    /// <summary>The chunk.</summary>
    public ReadOnlyMemory<byte> Wire => _bytes.AsMemory(0, _length);

    /// <summary>Makes the chunk; copies the payloads, so that the input is not needed any more.</summary>
    /// <param name="track">The track of the POST.</param>
    /// <param name="notice">What it is in the group; <see cref="FragmentNotice.Length"/> is that of moof and mdat.</param>
    /// <param name="header">The moof and the header of the mdat.</param>
    /// <param name="samples">The samples.</param>
    /// <exception cref="MssException">SourceFailed: a payload cannot be read.</exception>
    public static PushFragment Make(PushTrack track, FragmentNotice notice, ReadOnlySpan<byte> header, IReadOnlyList<Sample> samples)
    {
        int length = checked((int)notice.Length + ChunkHeader + ChunkEnd);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Fill(bytes.AsSpan(0, length), notice, header, samples);
            return new PushFragment(track, notice, bytes, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>Gives the bytes back. Called once, when nobody sends them any more.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_bytes!);
        _bytes = null;
    }

    private static void Fill(Span<byte> rest, FragmentNotice notice, ReadOnlySpan<byte> header, IReadOnlyList<Sample> samples)
    {
        notice.Length.TryFormat(rest, out int digits, "x8", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(rest[digits..]);
        header.CopyTo(rest[ChunkHeader..]);
        rest = rest[(ChunkHeader + header.Length)..];
        foreach (Sample sample in samples)
        {
            sample.Data.CopyTo(rest[..sample.Data.Length]);
            rest = rest[sample.Data.Length..];
        }

        "\r\n"u8.CopyTo(rest);
    }
}
