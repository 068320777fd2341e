using System.Globalization;
using System.Net;
using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>A session of a server: from DESCRIBE over SETUP and PLAY to TEARDOWN (RFC 2326).</summary>
internal sealed class RtspSession : IDisposable
{
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(60);

    private readonly RtspAddress _address;
    private readonly RtspConnection _connection;
    private readonly TimeProvider _time;
    private readonly List<string> _urls = [];
    private string _base;
    private string _probe = "OPTIONS";
    private TimeSpan _timeout = s_defaultTimeout;
    private long _probed;

    private RtspSession(RtspAddress address, RtspConnection connection, TimeProvider time)
    {
        (_address, _connection, _time, _base) = (address, connection, time, address.Url);
        Transport = address.OverUdp ? new DatagramTransport(connection, time) : new InterleavedTransport(connection);
    }

    /// <summary>How the packets travel; disposed with the session.</summary>
    public IRtspTransport Transport { get; }

    /// <summary>The streams that are wanted and can be packaged, by their number.</summary>
    public IReadOnlyList<RtpMedia> Media { get; private set; } = [];

    /// <summary>The RTP timestamp at which each stream starts, where the server told, by its number.</summary>
    public IReadOnlyDictionary<int, uint> Starts { get; private set; } = new Dictionary<int, uint>();

    /// <summary>What users should know of the session.</summary>
    public InputWarnings Warnings { get; } = new();

    /// <summary>Connects and asks what there is.</summary>
    /// <exception cref="MssException">InvalidSetting, SourceFailed, AccessDenied, Unsupported or MalformedInput.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static RtspSession Open(string source, TimeProvider time, CancellationToken stop)
    {
        RtspAddress address = RtspAddress.Parse(source);
        var session = new RtspSession(address, RtspConnection.Open(address, time, stop), time);
        try
        {
            session.Describe();
            return session;
        }
        catch
        {
            session.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Sets all streams up and starts them.</summary>
    /// <exception cref="MssException">SourceFailed, or Unsupported: the server does not offer this way of transport.</exception>
    public void Play()
    {
        for (int i = 0; i < Media.Count; i++)
        {
            SetUp(i);
        }

        RtspMessage playing = Expect("PLAY", _base, ("Range", "npt=0.000-"));
        Starts = ReadStarts(playing.Header("RTP-Info") ?? "");
        _probed = _time.GetTimestamp();
        (Transport as DatagramTransport)?.WatchConnection();
    }

    /// <summary>From here on a cancelled token ends a wait for the server.</summary>
    public void Heed(CancellationToken stop) => _connection.Heed(stop);

    /// <summary>Tells the server that we live, each time half of the session's timeout has passed.</summary>
    /// <exception cref="MssException">SourceFailed.</exception>
    public void KeepAlive()
    {
        if (_time.GetElapsedTime(_probed) > _timeout / 2)
        {
            _probed = _time.GetTimestamp();
            _connection.Send(_probe, _base); // the answer comes among the packets
        }
    }

    /// <summary>Tells the server that we leave, and closes everything.</summary>
    public void Dispose()
    {
        try
        {
            if (_connection.Session is not null)
            {
                _connection.Send("TEARDOWN", _base);
            }
        }
        catch (MssException)
        {
            // It has left already.
        }

        Transport.Dispose();
        _connection.Dispose();
    }

    private void Describe()
    {
        RtspMessage options = _connection.Request("OPTIONS", _address.Url);
        _probe = (options.Header("Public") ?? "").Contains("GET_PARAMETER", StringComparison.OrdinalIgnoreCase) ? "GET_PARAMETER" : "OPTIONS";
        RtspMessage answer = Expect("DESCRIBE", _address.Url, ("Accept", "application/sdp"));
        string basis = answer.Header("Content-Base") ?? answer.Header("Content-Location") ?? _address.Url;
        SessionDescription description = SessionDescription.Parse(answer.Body);
        Media = RtspMedia.Choose(description, _address, Warnings);
        _urls.AddRange(Media.Select(media => Resolve(basis, media.Control)));
        _base = Resolve(basis, description.Control);
    }

    private void SetUp(int stream)
    {
        RtspMessage answer = _connection.Request("SETUP", _urls[stream], ("Transport", Transport.Offer(stream)));
        const int UnsupportedTransport = 461;
        if (answer.Status == UnsupportedTransport)
        {
            throw new MssException(
                MssError.Unsupported,
                $"'{_address.Text}': the server does not send {(_address.OverUdp ? "datagrams" : "interleaved packets")}.",
                $"Try transport={(_address.OverUdp ? "tcp" : "udp")}.");
        }

        Check("SETUP", answer);
        Transport.Agree(stream, answer.Header("Transport") ?? "");
        string[] session = (answer.Header("Session") ?? "").Split(';', StringSplitOptions.TrimEntries);
        _connection.Session = session[0].Length > 0 ? session[0] : _connection.Session;
        string? timeout = Array.Find(session, part => part.StartsWith("timeout=", StringComparison.OrdinalIgnoreCase));
        if (ushort.TryParse(timeout?["timeout=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort seconds) && seconds > 0)
        {
            _timeout = TimeSpan.FromSeconds(seconds);
        }
    }

    private RtspMessage Expect(string method, string url, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        RtspMessage answer = _connection.Request(method, url, headers);
        Check(method, answer);
        return answer;
    }

    private void Check(string method, RtspMessage answer)
    {
        if (answer.Status == (int)HttpStatusCode.OK)
        {
            return;
        }

        string place = answer.Header("Location") is { } location ? $" Its new address is '{SourceSecrets.Shown(location)}'." : "";
        throw new MssException(
            MssError.SourceFailed,
            $"'{_address.Text}': the server answers {answer.StartLine} to {method}.{place}",
            "Check the address, and that the server has the stream.");
    }

    // url=rtsp://host/path/track1;seq=1;rtptime=2, url=...
    private Dictionary<int, uint> ReadStarts(string info)
    {
        var starts = new Dictionary<int, uint>();
        foreach (string part in info.Split(",", StringSplitOptions.TrimEntries))
        {
            string[] fields = part.Split(';', StringSplitOptions.TrimEntries);
            string url = Array.Find(fields, f => f.StartsWith("url=", StringComparison.OrdinalIgnoreCase))?[4..] ?? "";
            string? time = Array.Find(fields, f => f.StartsWith("rtptime=", StringComparison.OrdinalIgnoreCase))?[8..];
            int stream = _urls.FindIndex(u => url.Length > 0 && (u == url || u.EndsWith('/' + url.TrimStart('/'), StringComparison.Ordinal)));
            if (stream >= 0 && uint.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out uint timestamp))
            {
                starts[stream] = timestamp;
            }
        }

        return starts;
    }

    // Not as RFC 3986 has it: servers mean that the control is put behind the address, whatever it ends with.
    private static string Resolve(string basis, string control) =>
        control.Length == 0 || control == "*" ? basis
        : control.Contains("://", StringComparison.Ordinal) ? control
        : basis.EndsWith('/') ? basis + control
        : $"{basis}/{control}";
}
