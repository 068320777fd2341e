namespace MssTools.Cloud;

/// <summary>Reads what a store sends, with a limit that is looked at before there is memory for it.</summary>
internal static class Body
{
    private const int FirstPiece = 64 * 1024; // where the length is not stated

    /// <summary>Reads to the end.</summary>
    /// <param name="source">The body; the caller's.</param>
    /// <param name="stated">Content-Length; negative: not stated.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MssException">MalformedInput: it has more bytes.</exception>
    /// <exception cref="IOException">It ends before the length that was stated.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream source, long stated, long limit, string name, CancellationToken cancellationToken)
    {
        if (stated > limit)
        {
            throw TooLong(name, $"{stated}", limit);
        }

        byte[] bytes = new byte[stated >= 0 ? stated : Math.Min(limit, FirstPiece)];
        int length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                byte[] more = new byte[1];
                if (await source.ReadAsync(more, cancellationToken).ConfigureAwait(false) == 0)
                {
                    return bytes;
                }

                if (stated >= 0 || length >= limit)
                {
                    throw TooLong(name, $"more than {length}", stated >= 0 ? stated : limit);
                }

                Array.Resize(ref bytes, (int)Math.Min(Math.Min(limit, Array.MaxLength), Math.Max(FirstPiece, length * 2L)));
                bytes[length++] = more[0];
                continue;
            }

            int read = await source.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return stated < 0 ? bytes.AsMemory(0, length) : throw new EndOfStreamException($"The body ended after {length} of {stated} bytes.");
            }

            length += read;
        }
    }

    private static MssException TooLong(string name, string length, long limit) =>
        new(MssError.MalformedInput, $"{name} has {length} bytes; at most {limit} are taken.", "Check what else writes to the bucket.");
}
