using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Network;

/// <summary>
/// Datagrams between the threads that receive them and the one that parses them. Bounded: what arrives when it is
/// full is dropped and counted.
/// </summary>
/// <param name="capacity">Bytes that it holds, four of them in front of each datagram.</param>
internal sealed class DatagramRing(int capacity)
{
    private const int PrefixSize = 4;

    private readonly object _gate = new();
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private int _start;
    private int _count;
    private Exception? _failure;

    /// <summary>Datagrams that found no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Appends a datagram, or counts it where there is no room.</summary>
    /// <param name="channel">Where it came from, 0 to 255.</param>
    /// <param name="datagram">Less than 64 KiB.</param>
    public void Add(int channel, ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (PrefixSize + datagram.Length > _bytes.Length - _count)
            {
                Dropped++;
                return;
            }

            Span<byte> prefix = stackalloc byte[PrefixSize];
            BinaryPrimitives.WriteInt32BigEndian(prefix, channel << 16 | datagram.Length);
            Write(prefix);
            Write(datagram);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Says that no more will come; the reader gets the reason once it has read what is there.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next datagram if it is there and fits; −1 otherwise.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="channel">Where it came from.</param>
    public int TryTake(Span<byte> destination, out int channel)
    {
        lock (_gate)
        {
            return Take(destination, out channel);
        }
    }

    /// <summary>Waits for a datagram and takes it.</summary>
    /// <param name="destination">Where it goes; 64 KiB fit any.</param>
    /// <param name="channel">Where it came from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="IOException">The socket failed.</exception>
    public int Take(Span<byte> destination, out int channel, CancellationToken cancellationToken)
    {
        int length = TryTake(destination, out channel);
        if (length >= 0)
        {
            return length;
        }

        using CancellationTokenRegistration waking = cancellationToken.Register(Wake);
        lock (_gate)
        {
            while ((length = Take(destination, out channel)) < 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_failure is not null)
                {
                    throw new IOException(_failure.Message, _failure);
                }

                Monitor.Wait(_gate);
            }

            return length;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private int Take(Span<byte> destination, out int channel)
    {
        channel = 0;
        if (_count == 0)
        {
            return -1;
        }

        Span<byte> prefix = stackalloc byte[PrefixSize];
        Peek(prefix);
        int head = BinaryPrimitives.ReadInt32BigEndian(prefix);
        int length = head & 0xffff;
        channel = head >> 16;
        if (length > destination.Length)
        {
            return -1;
        }

        Remove(PrefixSize);
        Peek(destination[..length]);
        Remove(length);
        return length;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        int place = (_start + _count) % _bytes.Length;
        int first = Math.Min(bytes.Length, _bytes.Length - place);
        bytes[..first].CopyTo(_bytes.AsSpan(place));
        bytes[first..].CopyTo(_bytes);
        _count += bytes.Length;
    }

    private void Peek(Span<byte> bytes)
    {
        int first = Math.Min(bytes.Length, _bytes.Length - _start);
        _bytes.AsSpan(_start, first).CopyTo(bytes);
        _bytes.AsSpan(0, bytes.Length - first).CopyTo(bytes[first..]);
    }

    private void Remove(int count)
    {
        _count -= count;
        _start = _count == 0 ? 0 : (_start + count) % _bytes.Length; // an idle ring touches only its first pages
    }
}
