using MssTools.Core.Inputs.Ffmpeg;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Inputs.Network;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Inputs.Rtsp;
using MssTools.Core.Inputs.Synthetic;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Inputs;

/// <summary>Opens inputs.</summary>
internal static class SourceFactory
{
    /// <summary>A recording may start with the rubbish that a receiver wrote before it was tuned.</summary>
    private const int SniffedBytes = 64 * 1024;

    /// <summary>Opens an input where it is: a file by its path, or what an address names.</summary>
    /// <param name="input">Its source is a full path, or an address with "://" or with the scheme <c>ffmpeg:</c> or <c>test:</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the waiting for a connection.</param>
    /// <returns>A reader, which the caller owns, or null while there is no such file.</returns>
    /// <exception cref="MssException">
    /// The input is there but cannot be opened or read; SourceFailed for what may work when tried again.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IMediaReader? TryOpen(LocalStreamDefinition input, TimeProvider time, CancellationToken stop)
    {
        string source = input.Source;
        if (Directory.Exists(source))
        {
            throw new MssException(
                MssError.Unsupported, $"'{source}' is a folder.", "Name the files in it; -Path takes wildcards, such as folder/*.mp4.");
        }

        if (!IsAddress(source))
        {
            return !File.Exists(source) ? null
                : input.Follow ? Streamed(new FollowedFile(source, time), isLive: false, Timeout.InfiniteTimeSpan)
                : Open(source, input.Rendition);
        }

        return SchemeOf(source) switch
        {
            "udp" => OpenDatagrams(source, isRtp: false, time),
            "rtp" => OpenDatagrams(source, isRtp: true, time),
            "tcp" => Streamed(TcpConnection.Open(source, time, stop, out TimeSpan patience), isLive: true, patience),
            "rtmp" or "rtmps" => Within(NetworkPatience.Media, end => RtmpPullReader.Open(source, time, end)),
            "rtsp" or "rtsps" => Within(NetworkPatience.Media, end => RtspReader.Open(source, time, end)),
            "http" or "https" => OpenHttp(),
            "ffmpeg" => OpenFfmpeg(),
            "test" when SyntheticAddress.IsSynthetic(source) => SyntheticReader.Open(source),
            _ => throw NoReader(source),
        };

        IMediaReader OpenHttp()
        {
            HttpStream body = HttpStream.Open(source, time, stop);
            return Streamed(body, body.IsEndless, NetworkPatience.Silence);
        }

        IMediaReader OpenFfmpeg()
        {
            FfmpegArguments arguments = FfmpegArguments.Parse(source);
            TimeSpan patience = arguments.IsLive ? NetworkPatience.Media : NetworkPatience.Recording;
            return Streamed(FfmpegProcess.Start(arguments), arguments.IsLive, patience);
        }

        IMediaReader Streamed(Stream stream, bool isLive, TimeSpan patience)
        {
            var bytes = new InputStream(stream, isLive, patience, time);
            return Within(bytes.MediaPatience, end => StreamedContainer.Open(bytes, source, end));
        }

        IMediaReader Within(TimeSpan patience, Func<CancellationToken, IMediaReader> open) =>
            OpenWithin(patience, source, time, open, stop);
    }

    /// <summary>Refuses addresses that nothing here can read or that lack something, before anybody waits for them.</summary>
    /// <exception cref="MssException">NotImplemented or InvalidSetting.</exception>
    public static void CheckAddress(string source)
    {
        if (!IsAddress(source))
        {
            return;
        }

        switch (SchemeOf(source))
        {
            case "udp" or "rtp":
                UdpStream.ParseAddress(source);
                break;
            case "tcp":
                TcpConnection.ParseAddress(source);
                break;
            case "rtmp" or "rtmps":
                RtmpAddress.Parse(source);
                break;
            case "rtsp" or "rtsps":
                RtspAddress.Parse(source);
                break;
            case "http" or "https":
                HttpStream.ParseAddress(source);
                break;
            case "ffmpeg":
                FfmpegArguments.Parse(source);
                break;
            case "test" when SyntheticAddress.IsSynthetic(source):
                SyntheticAddress.Parse(source);
                break;
            default:
                throw NoReader(source);
        }
    }

    /// <summary>How many renditions a file has: one, unless it is the server manifest of a presentation, or while it is not there.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="MssException">MalformedInput, NoMedia or SourceFailed: it is a server manifest that cannot be used.</exception>
    public static int CountRenditions(string path) =>
        IsPresentation(path) && File.Exists(path) ? IsmReader.Count(path) : 1;

    /// <summary>True for the server manifest of a presentation, by its name: its media are in other files.</summary>
    public static bool IsPresentation(string path) => Path.GetExtension(path).Equals(IsmPresentation.Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for an address at which this machine waits to be called, for as long as that takes.</summary>
    public static bool WaitsForCall(string source) => IsAddress(source) && SchemeOf(source) == "tcp" && TcpConnection.IsListener(source);

    /// <summary>True for an input that never ends by itself: a test card without a duration.</summary>
    /// <exception cref="MssException">InvalidSetting: a test card's address that is none.</exception>
    public static bool IsEndless(string source) => SyntheticAddress.IsSynthetic(source) && SyntheticAddress.Parse(source).Duration is null;

    /// <summary>True for an address, false for a path.</summary>
    public static bool IsAddress(string source) =>
        source.Contains("://", StringComparison.Ordinal)
        || source.StartsWith("ffmpeg:", StringComparison.OrdinalIgnoreCase)
        || SyntheticAddress.IsSynthetic(source);

    /// <summary>Opens a file by what it contains; its name's extension says nothing.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="rendition">Which one of a presentation, from 1; null: the best, or whatever a file of one rendition has.</param>
    /// <returns>A reader that owns the file.</returns>
    /// <exception cref="MssException">
    /// Unsupported: no known container; NotFound, AccessDenied, SourceFailed: the file cannot be opened;
    /// MalformedInput, NoMedia: it can, but its head is broken or lists no track.
    /// </exception>
    public static IMediaReader Open(string path, int? rendition = null)
    {
        MediaFile file = MediaFile.Open(path);
        try
        {
            return Open(file, rendition);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Whoever answers in drops, or with what is no answer, would be waited for without an end.
    private static IMediaReader OpenWithin(
        TimeSpan patience, string source, TimeProvider time, Func<CancellationToken, IMediaReader> open, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        limit.CancelAfter(patience);
        try
        {
            return open(either.Token);
        }
        catch (Exception failure) when (
            failure is MssException or OperationCanceledException && limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"'{SourceSecrets.Shown(source)}' cannot be opened: in {patience.TotalSeconds:0} s no media began.",
                "Check the address, and that what answers there has the stream.",
                failure);
        }
    }

    private static MssException NoReader(string source)
    {
        string text = SourceSecrets.Shown(source);
        return new MssException(
            MssError.NotImplemented,
            $"'{text}' cannot be opened: nothing here reads '{SchemeOf(source)}'.",
            $"Where ffmpeg can read it, let it: Add-MSSLocalStream -Uri 'ffmpeg:-i {text}'.");
    }

    private static string SchemeOf(string address) =>
        address[..address.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant();

    private static TsReader OpenDatagrams(string source, bool isRtp, TimeProvider time)
    {
        UdpStream stream = UdpStream.Open(source, isRtp, time, out TimeSpan patience);
        return new TsReader(new InputStream(stream, isLive: true, patience, time), () => stream.Lost);
    }

    private static IMediaReader Open(MediaFile file, int? rendition)
    {
        byte[] buffer = new byte[SniffedBytes];
        ReadOnlySpan<byte> head = buffer.AsSpan(0, file.Read(buffer, 0));
        if (head.IsEmpty)
        {
            throw new MssException(
                MssError.NoMedia, $"'{file.Path}' is empty.", "Check that the file was written to its end.");
        }

        if (IsmReader.IsManifest(head))
        {
            IMediaReader presentation = IsmReader.Open(file.Path, rendition ?? 1);
            file.Dispose();
            return presentation;
        }

        return Container.Sniff(head) switch
        {
            ContainerKind.Iso => IsoReader.Open(file),
            ContainerKind.Flv => new FlvReader(new InputStream(file)),
            ContainerKind.TransportStream => new TsReader(new InputStream(file)),
            _ => throw new MssException(
                MssError.Unsupported,
                $"'{file.Path}' is not MP4, MOV, FLV or MPEG-TS: {FileMagic.Describe(head)}."),
        };
    }
}
