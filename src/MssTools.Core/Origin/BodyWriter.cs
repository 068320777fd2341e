using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Win32.SafeHandles;
using MssTools.Core.Http;

namespace MssTools.Core.Origin;

/// <summary>Sends bodies.</summary>
internal static class BodyWriter
{
    private const int BlockSize = 64 * 1024;

    /// <summary>A stretch that is sent at a time, so that a client which takes little is noticed.</summary>
    private const int LargestStretch = 16 * 1024 * 1024;

    /// <summary>Clients that take less are cut off.</summary>
    private const int LeastBytesPerSecond = 8 * 1024;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(15);

    /// <summary>Sends the whole content, or closes the connection.</summary>
    public static ValueTask WriteAsync(Exchange exchange, Body content, HotFiles files)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(files);
        return content switch
        {
            Body.Memory memory => WriteAsync(exchange, memory.Bytes),
            Body.Stretch { File.Length: <= HotFiles.LargestFile } small =>
                WriteAsync(exchange, files.Read(small.File).Slice((int)small.Offset, (int)small.Length)),
            Body.Stretch large when exchange.Output is { } output => SendAsync(exchange, large, output),
            Body.Stretch large => CopyAsync(exchange, large),
            _ => throw new NotSupportedException(),
        };
    }

    private static async ValueTask WriteAsync(Exchange exchange, ReadOnlyMemory<byte> bytes)
    {
        PipeWriter writer = exchange.Body.Writer;
        if (exchange.Output is not { } output)
        {
            await writer.WriteAsync(bytes, exchange.Aborted);
            return;
        }

        await exchange.Body.StartAsync();
        output.Attach(bytes);
        _ = writer.GetMemory();
        writer.Advance(bytes.Length);
        await writer.FlushAsync();
    }

    private static async ValueTask SendAsync(Exchange exchange, Body.Stretch stretch, SocketOutput output)
    {
        using var file = new FileStream(
            stretch.File.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        RefuseOther(stretch, file.Length);
        PipeWriter writer = exchange.Body.Writer;
        await exchange.Body.StartAsync();
        for (long done = 0; done < stretch.Length;)
        {
            int part = (int)Math.Min(LargestStretch, stretch.Length - done);
            exchange.LeastRate = new MinDataRate(LeastBytesPerSecond, s_grace + TimeSpan.FromSeconds(part / LeastBytesPerSecond));
            output.Attach(file, stretch.Offset + done, part);
            _ = writer.GetMemory();
            writer.Advance(part);
            done += part;
            if ((await writer.FlushAsync()).IsCompleted)
            {
                return; // the client has left
            }
        }
    }

    // Where TLS or HTTP/2 lies between us and the socket.
    private static async ValueTask CopyAsync(Exchange exchange, Body.Stretch stretch)
    {
        using SafeFileHandle file = File.OpenHandle(
            stretch.File.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RefuseOther(stretch, RandomAccess.GetLength(file));
        PipeWriter writer = exchange.Body.Writer;
        for (long done = 0; done < stretch.Length;)
        {
            int wanted = (int)Math.Min(BlockSize, stretch.Length - done);
            int read = RandomAccess.Read(file, writer.GetMemory(wanted).Span[..wanted], stretch.Offset + done);
            if (read == 0)
            {
                throw new IOException($"'{stretch.File.FullPath}' became shorter while it was sent.");
            }

            writer.Advance(read);
            done += read;
            if ((await writer.FlushAsync(exchange.Aborted)).IsCompleted)
            {
                return; // the client has left
            }
        }
    }

    private static void RefuseOther(Body.Stretch stretch, long length)
    {
        if (length != stretch.File.Length)
        {
            throw new IOException($"'{stretch.File.FullPath}' was replaced before it was sent.");
        }
    }
}
