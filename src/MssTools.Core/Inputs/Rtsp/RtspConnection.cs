using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using MssTools.Core.Inputs.Network;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>
/// The connection to a server: requests and their responses, and the media packets between them (RFC 2326 10.12). One
/// thread uses it.
/// </summary>
internal sealed class RtspConnection : IDisposable
{
    private const byte Dollar = (byte)'$';
    private const int MostQueued = 4096;

    private readonly RtspAddress _address;
    private readonly Stream _stream;
    private readonly InputStream _input;
    private readonly Queue<(int Channel, byte[] Packet)> _packets = new();
    private RtspAuthentication? _authentication;
    private int _sequence;

    private RtspConnection(RtspAddress address, Stream stream, EndPoint? remote, EndPoint? local, TimeProvider time)
    {
        (_address, _stream, Remote, Local) = (address, stream, AddressOf(remote), AddressOf(local));
        _input = new InputStream(stream, isLive: true, NetworkPatience.Silence, time);
    }

    /// <summary>The server's address.</summary>
    public IPAddress? Remote { get; }

    /// <summary>Our address as the server sees it.</summary>
    public IPAddress? Local { get; }

    /// <summary>The session that the server opened; requests name it.</summary>
    public string? Session { get; set; }

    /// <summary>How long the server may send nothing.</summary>
    public TimeSpan Patience
    {
        set => _input.Patience = value;
    }

    /// <summary>Bytes that came so far. Any thread may look.</summary>
    public long Received => _input.Received;

    /// <summary>Connects to a server.</summary>
    /// <exception cref="MssException">SourceFailed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static RtspConnection Open(RtspAddress address, TimeProvider time, CancellationToken stop)
    {
        try
        {
            return Connect(address, time, stop);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"'{address.Text}' cannot be opened: {failure.Message}",
                "Check the address, and that the server is running.",
                failure);
        }
    }

    /// <summary>From here on a cancelled token ends a wait for the server.</summary>
    public void Heed(CancellationToken stop) => _input.Heed(stop);

    /// <summary>Sends a request and waits for its response; a challenge is answered.</summary>
    /// <param name="method">The method.</param>
    /// <param name="url">What it is for.</param>
    /// <param name="headers">Further headers.</param>
    /// <exception cref="MssException">SourceFailed: the connection ends; AccessDenied.</exception>
    public RtspMessage Request(string method, string url, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        RtspMessage response = Ask(method, url, headers);
        if (response.Status == (int)HttpStatusCode.Unauthorized && _address.User.Length > 0)
        {
            // A second time for a nonce that is too old; the third would only repeat it.
            _authentication = RtspAuthentication.Choose(response.HeadersOf("WWW-Authenticate"), _address.User, _address.Password);
            response = _authentication is null ? response : Ask(method, url, headers);
        }

        return response.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden
            ? throw new MssException(
                MssError.AccessDenied,
                $"'{_address.Text}': the server answers {response.StartLine} to {method}.",
                "Give user and password: rtsp://user:password@host/path.")
            : response;
    }

    /// <summary>Sends a request without waiting for its response.</summary>
    public void Send(string method, string url, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{method} {url} RTSP/1.0\r\nCSeq: {++_sequence}\r\nUser-Agent: MssTools\r\n");
        if (Session is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"Session: {Session}\r\n");
        }

        if (_authentication is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"Authorization: {_authentication.Authorize(method, url)}\r\n");
        }

        foreach ((string name, string value) in headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        Write(Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()));
    }

    /// <summary>Sends a packet between the requests.</summary>
    public void SendPacket(int channel, ReadOnlySpan<byte> packet)
    {
        byte[] frame = new byte[4 + packet.Length];
        (frame[0], frame[1]) = (Dollar, (byte)channel);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)packet.Length);
        packet.CopyTo(frame.AsSpan(4));
        Write(frame);
    }

    /// <summary>Waits for the next media packet; null at the end of the connection. Messages between are answered.</summary>
    /// <exception cref="MssException">SourceFailed.</exception>
    public (int Channel, byte[] Packet)? ReadPacket()
    {
        while (_packets.Count == 0)
        {
            if (!ReadOne(out _))
            {
                return null;
            }
        }

        return _packets.Dequeue();
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    // The socket takes both families, and writes IPv4 as IPv6.
    private static IPAddress? AddressOf(EndPoint? place) =>
        place is IPEndPoint { Address: var address } ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;

    private static RtspConnection Connect(RtspAddress address, TimeProvider time, CancellationToken stop)
    {
        NetworkStream plain = TcpConnection.ConnectAsync(address.Host, address.Port, time, stop).GetAwaiter().GetResult();
        try
        {
            plain.WriteTimeout = (int)NetworkPatience.Silence.TotalMilliseconds; // a server that never reads
            Stream stream = address.IsSecure ? Encrypt(plain, address.Host, time, stop) : plain;
            var connection = new RtspConnection(address, stream, plain.Socket.RemoteEndPoint, plain.Socket.LocalEndPoint, time);
            connection.Heed(stop);
            return connection;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    private static SslStream Encrypt(NetworkStream plain, string host, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(NetworkPatience.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var secure = new SslStream(plain);
        try
        {
            secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, either.Token).GetAwaiter().GetResult();
            return secure;
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            secure.Dispose();
            throw new IOException($"the TLS handshake had no answer in {NetworkPatience.Silence.TotalSeconds:0} s.", failure);
        }
        catch
        {
            secure.Dispose();
            throw;
        }
    }

    private RtspMessage Ask(string method, string url, ReadOnlySpan<(string Name, string Value)> headers)
    {
        Send(method, url, headers);
        string sequence = _sequence.ToString(CultureInfo.InvariantCulture);
        while (ReadOne(out RtspMessage? message))
        {
            if (message is { Status: > 0 } && (message.Header("CSeq") ?? sequence) == sequence)
            {
                return message;
            }
        }

        throw new MssException(MssError.SourceFailed, $"'{_address.Text}': the connection ended before the response to {method}.");
    }

    // Reads a packet into the queue, or a message; false at the end of the connection.
    private bool ReadOne(out RtspMessage? message)
    {
        message = null;
        Span<byte> head = stackalloc byte[4];
        if (_input.Read(head) < head.Length)
        {
            return false;
        }

        if (head[0] != Dollar)
        {
            message = RtspMessage.Read(head, _input);
            if (message is { Status: 0 })
            {
                Answer(message);
            }

            return message is not null;
        }

        byte[] packet = new byte[BinaryPrimitives.ReadUInt16BigEndian(head[2..])];
        if (_input.Read(packet) < packet.Length)
        {
            return false;
        }

        if (_packets.Count < MostQueued)
        {
            _packets.Enqueue((head[1], packet));
        }

        return true;
    }

    // Servers ask whether we live; whatever else they want, we do not do.
    private void Answer(RtspMessage request)
    {
        bool isProbe = request.StartLine.StartsWith("OPTIONS ", StringComparison.Ordinal)
            || request.StartLine.StartsWith("GET_PARAMETER ", StringComparison.Ordinal);
        string status = isProbe ? "200 OK" : "501 Not Implemented";
        Write(Encoding.UTF8.GetBytes($"RTSP/1.0 {status}\r\nCSeq: {request.Header("CSeq")}\r\n\r\n"));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
            _stream.Flush();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            throw new MssException(MssError.SourceFailed, $"'{_address.Text}': the connection is lost: {failure.Message}", innerException: failure);
        }
    }
}
