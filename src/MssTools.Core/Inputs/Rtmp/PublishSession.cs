using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Serves one encoder, from its connect to its end (Adobe RTMP 1.0, 7.2).</summary>
/// <param name="connection">The connection behind its handshake.</param>
/// <param name="guest">The same, as the port counts it.</param>
/// <param name="client">What is known of the client so far: where it is.</param>
/// <param name="rules">Who may publish.</param>
/// <param name="publications">Where what it publishes is found.</param>
/// <param name="takeOver">Whether it may end another publisher of its name.</param>
/// <param name="time">The clock.</param>
internal sealed class PublishSession(
    RtmpConnection connection,
    Guest guest,
    PublishRequest client,
    PublishRules rules,
    Publications publications,
    bool takeOver,
    TimeProvider time)
{
    private readonly Dictionary<uint, Publication?> _streams = []; // null: created, not published
    private volatile Publication[] _published = [];
    private PublishRequest _client = client;
    private uint _lastStreamId;
    private bool _isConnected;
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
    /// <param name="stop">Ends the session.</param>
    /// <exception cref="MssException">
    /// AccessDenied, AlreadyExists, InvalidSetting, NotFound: it was refused, and told so. MalformedInput, SourceFailed,
    /// TimedOut: it broke the protocol, or the connection broke. Unsupported: it wants to play, or too much is published.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (await connection.ReadAsync(stop).ConfigureAwait(false) is { } message)
            {
                if (message.Type is not (RtmpMessageType.Command or RtmpMessageType.CommandAmf3))
                {
                    await TakeAsync(message).ConfigureAwait(false);
                }
                else if (!TryServe(message))
                {
                    await PublishAsync(message, stop).ConfigureAwait(false);
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
                Remove(id);
            }
        }
    }

    private ValueTask TakeAsync(RtmpMessage message)
    {
        if (_streams.GetValueOrDefault(message.StreamId) is not { } publication)
        {
            return ValueTask.CompletedTask;
        }

        if (message.Type == RtmpMessageType.Aggregate)
        {
            return TakeAllAsync(message, publication);
        }

        if (message.ToTag() is { } tag)
        {
            Push(tag, publication);
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeAllAsync(RtmpMessage aggregate, Publication publication)
    {
        foreach (FlvTag tag in AggregateMessage.Split(aggregate))
        {
            await connection.TakeTurn(1);
            Push(tag, publication);
        }
    }

    private static void Push(FlvTag tag, Publication publication)
    {
        publication.Push(tag);
        if (publication.IsOver)
        {
            throw new MssException(
                MssError.AlreadyExists, $"Another publisher took over '{publication.Name}'.", "Stop one of them.");
        }
    }

    // Answers a command. False for one that asks to publish: the decision may take time.
    private bool TryServe(RtmpMessage message)
    {
        RtmpCommand command = RtmpCommand.Read(message);
        if (_isConnected == (command.Name == "connect"))
        {
            throw new MssException(
                MssError.MalformedInput,
                _isConnected ? "The client connects twice." : "The client sends commands before it connects.",
                "Check what connects to the port; it must publish over RTMP.");
        }

        switch (command.Name)
        {
            case "connect":
                Connect(command);
                break;
            case "createStream":
                CreateStream(command.Transaction);
                break;
            case "publish":
                return false;
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

        return true;
    }

    private void Connect(RtmpCommand command)
    {
        (_client, string application) = Presentation.ReadConnect(command, _client);
        if (!rules.Accepts(application))
        {
            connection.Output.WriteCommand(0, new Amf0Writer()
                .Text("_error").Number(command.Transaction).Null()
                .Info("NetConnection.Connect.Rejected", "There is no such application here.", isError: true));
            throw new MssException(
                MssError.NotFound,
                $"There is no application '{Presentation.Shown(application)}' here.",
                "Check the address; the application stands behind the port.");
        }

        _isConnected = true;
        guest.Reach(Introduction.Connected);
        connection.AnnounceWindow();
        connection.Output.WriteCommand(0, new Amf0Writer()
            .Text("_result").Number(command.Transaction)
            .Object().Name("fmsVer").Text("FMS/3,0,1,123").Name("capabilities").Number(31).End()
            .Info("NetConnection.Connect.Success", "Connected.", isError: false));
    }

    private void CreateStream(double transaction)
    {
        if (_streams.Count == IngestLimits.MostStreams)
        {
            throw new MssException(
                MssError.MalformedInput, $"The client creates more than {IngestLimits.MostStreams} streams.");
        }

        _streams[++_lastStreamId] = null;
        connection.Output.WriteCommand(
            0, new Amf0Writer().Text("_result").Number(transaction).Null().Number(_lastStreamId));
    }

    private async Task PublishAsync(RtmpMessage message, CancellationToken stop)
    {
        uint streamId = message.StreamId;
        if (!_streams.TryGetValue(streamId, out Publication? former) || former is not null)
        {
            throw new MssException(
                MssError.MalformedInput, $"The client publishes on stream {streamId}, which is not there or in use.");
        }

        try
        {
            PublishRequest request = Presentation.ReadPublish(RtmpCommand.Read(message), _client);
            _client = request;
            guest.Reach(Introduction.Deciding);
            string name = await rules.NameForAsync(request, stop).ConfigureAwait(false);
            Welcome(streamId, name);
        }
        catch (MssException refusal)
        {
            (string code, string text) = Refusal.For(refusal);
            connection.Output.WriteStatus(streamId, code, text, isError: true);
            throw Refusal.ToShow(refusal);
        }

        connection.Output.WriteUserControl(UserControlEvent.StreamBegin, streamId);
        connection.Output.WriteStatus(streamId, "NetStream.Publish.Start", "Publishing.");
    }

    private void Welcome(uint streamId, string name)
    {
        guest.Welcome();
        connection.Trust(isPublisher: true);
        string scheme = _client.IsSecure ? "rtmps" : "rtmp";
        var publication = new Publication(name, $"{scheme}://{_client.Client}/{_client.Application}/{name}", time);
        publications.Add(publication, takeOver);
        _streams[streamId] = publication;
        _published = [.. _published, publication];
    }

    // False where there is no such stream.
    private bool Unpublish(uint streamId)
    {
        bool wasPublished = _streams.GetValueOrDefault(streamId) is not null;
        bool isThere = Remove(streamId);
        if (wasPublished)
        {
            guest.Unpublish();
            connection.Trust(isPublisher: _published.Length > 0);
        }

        return isThere;
    }

    private bool Remove(uint streamId)
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
}
