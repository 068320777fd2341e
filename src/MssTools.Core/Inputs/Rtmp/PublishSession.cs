using System.Text;
using MssTools.Core.Inputs.Amf;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Serves one encoder, from its connect to its end (Adobe RTMP 1.0, 7.2).</summary>
/// <param name="connection">The connection behind its handshake.</param>
/// <param name="client">What is known of the client so far: where it is.</param>
/// <param name="rules">Who may publish.</param>
/// <param name="publications">Where what it publishes is found.</param>
/// <param name="takeOver">Whether it may end another publisher of its name.</param>
/// <param name="time">The clock.</param>
internal sealed class PublishSession(
    RtmpConnection connection,
    PublishRequest client,
    PublishRules rules,
    Publications publications,
    bool takeOver,
    TimeProvider time)
{
    private const int MostStreams = 16;

    private readonly Dictionary<uint, Publication?> _streams = []; // null: created, not published
    private volatile Publication[] _published = [];
    private PublishRequest _client = client;
    private uint _lastStreamId;
    private long _droppedBefore;

    /// <summary>What the client publishes now; mostly one.</summary>
    public IReadOnlyList<Publication> Published => _published;

    /// <summary>The client as it has presented itself so far.</summary>
    public PublishRequest Client => _client;

    /// <summary>Bytes received so far.</summary>
    public long Bytes => connection.BytesReceived;

    /// <summary>Frames that slow readers lost so far.</summary>
    public long Dropped => Volatile.Read(ref _droppedBefore) + _published.Sum(p => p.Dropped);

    /// <summary>Serves the client until it leaves.</summary>
    /// <param name="welcome">Called when the client publishes: it is no longer a stranger.</param>
    /// <param name="stop">Ends the session.</param>
    /// <exception cref="MssException">
    /// AccessDenied, AlreadyExists, InvalidSetting, NotFound: it was refused, and told so. MalformedInput, SourceFailed,
    /// TimedOut: it broke the protocol, or the connection broke.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task RunAsync(Action welcome, CancellationToken stop)
    {
        try
        {
            while (await connection.ReadAsync(stop).ConfigureAwait(false) is { } message)
            {
                if (message.Type is not (RtmpMessageType.Command or RtmpMessageType.CommandAmf3))
                {
                    Take(message);
                }
                else if (Serve(message) is { } request)
                {
                    await PublishAsync(message.StreamId, request, stop).ConfigureAwait(false);
                    welcome();
                }
            }
        }
        catch (MssException)
        {
            await FarewellAsync(stop).ConfigureAwait(false);
            throw;
        }
        finally
        {
            foreach (uint id in _streams.Keys.ToArray())
            {
                Unpublish(id);
            }
        }
    }

    private void Take(RtmpMessage message)
    {
        if (_streams.GetValueOrDefault(message.StreamId) is not { } publication)
        {
            return;
        }

        switch (message.Type)
        {
            case RtmpMessageType.Aggregate:
                AggregateMessage.Split(message).ForEach(publication.Push);
                break;
            case var _ when message.ToTag() is { } tag:
                publication.Push(tag);
                break;
            default:
                return;
        }

        if (publication.IsOver)
        {
            throw new MssException(
                MssError.AlreadyExists, $"Another publisher took over '{publication.Name}'.", "Stop one of them.");
        }
    }

    // Answers a command; what asks to publish is given back, because the decision may take time.
    private PublishRequest? Serve(RtmpMessage message)
    {
        RtmpCommand command = RtmpCommand.Read(message);
        switch (command.Name)
        {
            case "connect":
                Connect(command);
                break;
            case "createStream":
                CreateStream(command.Transaction);
                break;
            case "publish":
                return ReadPublish(command);
            case "releaseStream" or "FCPublish" when command.Transaction != 0:
                connection.Output.WriteCommand(
                    0, new Amf0Writer().Text("_result").Number(command.Transaction).Null().Null());
                break;
            case "deleteStream":
                command.Arguments.Skip();
                Unpublish((uint)(command.Arguments.ReadNumber() ?? message.StreamId));
                break;
            case "closeStream":
                if (Unpublish(message.StreamId))
                {
                    _streams[message.StreamId] = null; // it is there for another publish until it is deleted
                }

                break;
            case "play":
                connection.Output.WriteStatus(
                    message.StreamId, "NetStream.Play.Failed", "This port takes streams; it gives none.", isError: true);
                throw new MssException(MssError.Unsupported, "The client wants to play.", "Play the group over HTTP.");
            default:
                break; // FCUnpublish is followed by deleteStream; _checkbw and the like want no answer
        }

        return null;
    }

    private void Connect(RtmpCommand command)
    {
        string application = "";
        string query = "";
        if (command.Arguments.TryEnterObject())
        {
            while (command.Arguments.TryReadProperty(out ReadOnlySpan<byte> property))
            {
                switch (Encoding.UTF8.GetString(property))
                {
                    case "app":
                        (application, query) = SplitQuery(command.Arguments.ReadText() ?? "");
                        break;
                    case "tcUrl":
                        _client = _client with { ServerUri = command.Arguments.ReadText() ?? "" };
                        break;
                    case "flashVer":
                        _client = _client with { Encoder = command.Arguments.ReadText() ?? "" };
                        break;
                    default:
                        command.Arguments.Skip(); // fourCcList of Enhanced RTMP, and what Flash tells of itself
                        break;
                }
            }
        }

        _client = _client with { Application = application.Trim('/'), Query = query };
        if (!rules.Accepts(application))
        {
            const string Rejected = "NetConnection.Connect.Rejected";
            string reason = $"There is no application '{application}' here.";
            connection.Output.WriteCommand(
                0, new Amf0Writer().Text("_error").Number(command.Transaction).Null().Info(Rejected, reason, isError: true));
            throw new MssException(MssError.NotFound, reason, "Check the address; the application stands behind the port.");
        }

        connection.AnnounceWindow();
        connection.Output.WriteCommand(0, new Amf0Writer()
            .Text("_result").Number(command.Transaction)
            .Object().Name("fmsVer").Text("FMS/3,0,1,123").Name("capabilities").Number(31).End()
            .Info("NetConnection.Connect.Success", "Connected.", isError: false));
    }

    private void CreateStream(double transaction)
    {
        if (_streams.Count == MostStreams)
        {
            throw new MssException(MssError.MalformedInput, $"The client creates more than {MostStreams} streams.");
        }

        _streams[++_lastStreamId] = null;
        connection.Output.WriteCommand(
            0, new Amf0Writer().Text("_result").Number(transaction).Null().Number(_lastStreamId));
    }

    private PublishRequest ReadPublish(RtmpCommand command)
    {
        command.Arguments.Skip();
        (string key, string query) = SplitQuery(command.Arguments.ReadText() ?? "");
        return _client with { StreamKey = key, Query = query.Length > 0 ? query : _client.Query };
    }

    private async Task PublishAsync(uint streamId, PublishRequest request, CancellationToken stop)
    {
        _client = request;
        if (!_streams.TryGetValue(streamId, out Publication? former) || former is not null)
        {
            throw new MssException(
                MssError.MalformedInput, $"The client publishes on stream {streamId}, which is not there or in use.");
        }

        try
        {
            string name = await rules.NameForAsync(request, stop).ConfigureAwait(false);
            string scheme = request.IsSecure ? "rtmps" : "rtmp";
            var publication = new Publication(name, $"{scheme}://{request.Client}/{request.Application}/{name}", time);
            publications.Add(publication, takeOver);
            _streams[streamId] = publication;
            _published = [.. _published, publication];
        }
        catch (MssException refusal)
        {
            string code = refusal.Code == MssError.AccessDenied ? "NetStream.Publish.Denied" : "NetStream.Publish.BadName";
            connection.Output.WriteStatus(streamId, code, refusal.Message, isError: true);
            throw;
        }

        connection.Output.WriteUserControl(UserControlEvent.StreamBegin, streamId);
        connection.Output.WriteStatus(streamId, "NetStream.Publish.Start", $"Publishing {request.StreamKey}.");
    }

    // False where there is no such stream.
    private bool Unpublish(uint streamId)
    {
        bool isThere = _streams.Remove(streamId, out Publication? publication);
        if (publication is not null)
        {
            publications.Remove(publication);
            _published = [.. _published.Where(p => p != publication)];
            Volatile.Write(ref _droppedBefore, _droppedBefore + publication.Dropped);
        }

        return isThere;
    }

    // The client is to read why, where it still listens.
    private async Task FarewellAsync(CancellationToken stop)
    {
        try
        {
            await connection.FlushAsync(stop).ConfigureAwait(false);
        }
        catch (MssException)
        {
            // It does not.
        }
    }

    private static (string Text, string Query) SplitQuery(string text)
    {
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (text, "") : (text[..mark], text[(mark + 1)..]);
    }
}
