using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MssTools.Core.Access;
using MssTools.Core.Iso;
using MssTools.Core.Manifests;

namespace MssTools.Core.Inputs.Points;

/// <summary>
/// A publishing point ([MS-SSTR] 3.3): takes POSTs of any number of encoders, makes of their fragments one presentation, and hands that on as
/// local streams. Every POST is an asynchronous loop and holds no thread.
/// </summary>
internal sealed class PublishingPoint : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly PointDefinition _definition;
    private readonly string _url;
    private readonly PostRoom _room;
    private readonly IPointHost _host;
    private readonly TimeProvider _time;
    private readonly Gate<PublishRequest>? _gate;
    private readonly byte[]? _expected;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<PointTrack> _tracks = [];
    private readonly List<PointSender> _senders = [];
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _come = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(PointTrack Track, PointFragment Fragment)> _held = []; // until the renditions are known
    private readonly List<string> _warnings = [];
    private List<PointRendition> _renditions = [];
    private ITimer? _gathering;
    private MssPointState _state;
    private bool _isClosed; // by the user
    private string? _lastError;
    private long _fragments;
    private long _bytes;
    private long _duplicates;
    private long _late;
    private long _damaged;
    private long _dropped;
    private long _refused;

    /// <param name="definition">What the user said; its authorizer ends with the point.</param>
    /// <param name="url">The point's address, for people.</param>
    /// <param name="room">What all points share.</param>
    /// <param name="host">Told of what begins and ends.</param>
    /// <param name="time">The clock.</param>
    public PublishingPoint(PointDefinition definition, string url, PostRoom room, IPointHost host, TimeProvider time)
    {
        (_definition, _url, _room, _host, _time) = (definition, url, room, host, time);
        _expected = definition.Credential is { } user ? Digest($"{user.UserName}:{user.Password}") : null;
        _gate = definition.Authorize is { } authorizer
            ? new Gate<PublishRequest>(authorizer, AddressOf, Shown, static request => [request.StreamKey, request.Query], time)
            : null;
    }

    /// <summary>What the user said.</summary>
    public PointDefinition Definition => _definition;

    /// <summary>Takes a POST to the end of its body.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task<PostReply> ReceiveAsync(PointPost post, Stream body, CancellationToken gone)
    {
        PointSender? sender = null;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token); // who hangs up has sent what is yet to be read
        try
        {
            await AdmitAsync(post, gone).ConfigureAwait(false);
            if (post.IsProbe)
            {
                return new PostReply(200);
            }

            await AwaitEndAsync(gone).ConfigureAwait(false);
            sender = new PointSender(post, _time.GetUtcNow(), _time.GetTimestamp(), end);
            bool isEos = await TakeAsync(sender, body, end.Token).ConfigureAwait(false);
            Leave(sender, isEos);
            return new PostReply(200);
        }
        catch (PostRefusedException refusal)
        {
            Note(post, refusal);
            Leave(sender, isEos: false);
            return new PostReply(refusal.Status);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            Leave(sender, isEos: false);
            return new PostReply(503); // it made room, or the point was stopped
        }
        catch (IOException)
        {
            CutOff(sender);
            return new PostReply(400); // nobody reads it
        }
        catch (Exception)
        {
            Leave(sender, isEos: false);
            throw;
        }
    }

    /// <summary>Ends the broadcast and takes no more, until <see cref="Open"/>.</summary>
    public void Close()
    {
        List<PointSender> senders;
        lock (_lock)
        {
            _isClosed = true;
            senders = [.. _senders];
        }

        senders.ForEach(sender => sender.Evict());
        End();
    }

    /// <summary>Takes encoders again.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _isClosed = false;
            _state = _state == MssPointState.Stopped ? MssPointState.Idle : _state;
        }
    }

    /// <summary>The group could not be made, or has failed.</summary>
    public void Fail(MssException failure)
    {
        lock (_lock)
        {
            (_state, _lastError) = (MssPointState.Error, failure.Message);
        }
    }

    /// <summary>The broadcast is a recording.</summary>
    public void Stopped()
    {
        lock (_lock)
        {
            _state = _state == MssPointState.Stopping ? MssPointState.Stopped : _state;
        }
    }

    /// <summary>What users see.</summary>
    public MssPublishingPoint ToModel()
    {
        lock (_lock)
        {
            return new MssPublishingPoint
            {
                Name = _definition.Name,
                ServerId = _definition.ServerId,
                Url = _url,
                State = _state,
                GroupName = _definition.MakesGroup ? _definition.Name : "",
                LocalStreamNames = [.. _renditions.Select(rendition => rendition.Name)],
                Tracks = [.. _tracks.Select(track => string.Create(CultureInfo.InvariantCulture, $"{track.Name}={track.Bitrate}"))],
                Senders = [.. _senders.Select(sender => sender.ToModel())],
                FragmentCount = _fragments,
                Bytes = _bytes,
                DuplicateCount = _duplicates,
                LateCount = _late,
                DamagedCount = _damaged,
                DroppedCount = _dropped + _renditions.Sum(rendition => rendition.Dropped),
                RefusedCount = _refused,
                Warnings = [.. _warnings],
                LastError = _lastError,
                AuthorizeError = _gate?.LastComplaint,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        End();
        _gate?.Dispose();
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string AddressOf(PublishRequest request) =>
        IPEndPoint.TryParse(request.Client, out IPEndPoint? client) ? $"{AddressNetwork.Of(client.Address)}" : request.Client;

    private static IEnumerable<string> Shown(PublishRequest request) =>
        [request.StreamKey, request.Query, request.Application, request.ServerUri, request.Encoder, $"{request.IsSecure}"];

    private async ValueTask AdmitAsync(PointPost post, CancellationToken gone)
    {
        if (_expected is not null && !IsExpected(post.Authorization))
        {
            throw new PostRefusedException(401, new MssException(MssError.AccessDenied, "The user name or password is not accepted.", "Check those at the encoder."));
        }

        if (_gate is not null)
        {
            Verdict verdict = await _gate.AskAsync(RequestOf(post), gone).ConfigureAwait(false);
            switch (verdict.Admission)
            {
                case Admission.Allowed:
                    break;
                case Admission.Unavailable:
                    throw PostRefusedException.Limit(503, "It could not be decided in time whether the encoder may in.");
                default:
                    throw new PostRefusedException(403, new MssException(MssError.AccessDenied, "-Authorize did not let the encoder in."));
            }
        }

        lock (_lock)
        {
            if (_isClosed)
            {
                throw new PostRefusedException(403, new MssException(
                    MssError.AccessDenied, "The publishing point is stopped.", "Start-MSSPublishingPoint lets encoders in again."));
            }
        }
    }

    // The broadcast before is about to be a recording.
    private async Task AwaitEndAsync(CancellationToken gone)
    {
        long start = _time.GetTimestamp();
        while (ToModel().State == MssPointState.Stopping)
        {
            if (_time.GetElapsedTime(start) > PostLimits.HeaderTime)
            {
                throw PostRefusedException.Limit(503, "The broadcast before is still ending.");
            }

            await Task.Delay(s_look, _time, gone).ConfigureAwait(false);
        }
    }

    private bool IsExpected(string authorization)
    {
        const string Basic = "Basic ";
        byte[] bytes = new byte[authorization.Length];
        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), bytes, out int count)
            && CryptographicOperations.FixedTimeEquals(_expected, SHA256.HashData(bytes.AsSpan(0, count)));
    }

    private static PublishRequest RequestOf(PointPost post) => new()
    {
        StreamKey = post.Stream,
        Query = post.Query,
        Application = post.Point,
        ServerUri = "",
        Client = post.Client,
        Encoder = post.Encoder,
        IsSecure = post.IsSecure,
    };

    // True where the encoder said that the stream has ended.
    private async Task<bool> TakeAsync(PointSender sender, Stream stream, CancellationToken stop)
    {
        var body = new PostBody(stream, TimeSpan.FromSeconds(_definition.IdleTimeout), _time, stop);
        sender.Body = body;
        var header = new PostHeader();
        IReadOnlyList<PostedTrack>? tracks = null;
        PostedBox? moof = null;
        using PostPlace place = _room.Enter(sender);
        using ITimer limit = _time.CreateTimer(_ => sender.Evict(), state: null, PostLimits.HeaderTime, Timeout.InfiniteTimeSpan);
        while (await body.ReadHeaderAsync().ConfigureAwait(false) is (FourCC type, long size))
        {
            if (type == BoxTypes.Moof)
            {
                tracks ??= Join(sender, header);
                moof = await body.ReadAsync(type, size, PostLimits.LargestMoof, PostLimits.FragmentTime).ConfigureAwait(false);
            }
            else if (type == BoxTypes.Mdat)
            {
                if (moof is not { } described)
                {
                    throw PostRefusedException.Malformed("An mdat has no moof in front of it.");
                }

                using IDisposable budget = _room.Reserve(size);
                int most = sender.Fragments > 0 ? PostLimits.LargestMdat : PostLimits.LargestFirstMdat;
                PostedBox mdat = await body.ReadAsync(type, size, most, PostLimits.FragmentTime).ConfigureAwait(false);
                Take(sender, PointFragment.Read(described, mdat, tracks!));
                place.Raise(PostRank.Sender);
                moof = null;
            }
            else if (type == BoxTypes.Mfra)
            {
                await body.SkipAsync(type, size).ConfigureAwait(false);
                await body.FinishAsync().ConfigureAwait(false);
                return true;
            }
            else
            {
                PostedBox box = await body.ReadAsync(type, size, PostLimits.LargestHeader, PostLimits.HeaderTime).ConfigureAwait(false);
                if (tracks is null)
                {
                    header.Take(box);
                    if (header.IsTelling)
                    {
                        place.Raise(PostRank.Candidate);
                        limit.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    }
                }
            }
        }

        return body.Received == 0 ? throw new PostRefusedException(400, new MssException(MssError.MalformedInput, "The body is empty.", "Check the encoder.")) : false;
    }

    private IReadOnlyList<PostedTrack> Join(PointSender sender, PostHeader header)
    {
        IReadOnlyList<PostedTrack> tracks = header.Tracks();
        lock (_lock)
        {
            if (_state is MssPointState.Stopped)
            {
                ResetLocked();
            }

            foreach (PostedTrack track in tracks)
            {
                sender.Tracks.Add(track, FindOrAdd(track, sender));
            }

            _senders.Add(sender);
            _listed.UnionWith(header.Presentation);
            _come.Add($"Streams({sender.Post.Stream})");
            if (_state is MssPointState.Idle or MssPointState.Error)
            {
                _state = MssPointState.Starting;
                Gather(PostLimits.GatherTime);
            }

            if (_state == MssPointState.Starting && _listed.Count > 0)
            {
                Gather(_listed.IsSubsetOf(_come) ? TimeSpan.Zero : PostLimits.ListedTime);
            }
        }

        return tracks;
    }

    private void Gather(TimeSpan length)
    {
        _gathering?.Dispose();
        _gathering = _time.CreateTimer(_ => Task.Run(Begin), state: null, length, Timeout.InfiniteTimeSpan);
    }

    // By name and bit rate; else, when the renditions are known, the nearest one of the name that nobody sends: an encoder that came back with
    // another bit rate.
    private PointTrack FindOrAdd(PostedTrack track, PointSender sender)
    {
        long bitrate = track.StatedBitrate ?? 0;
        PointTrack? known = _tracks.Find(t => t.Name == track.Name && t.Bitrate == bitrate && t.Rendition is not null == (_renditions.Count > 0))
            ?? (_renditions.Count == 0 ? null : _tracks
                .Where(t => t.Name == track.Name && t.Rendition is not null && !sender.Tracks.ContainsValue(t)
                    && !t.IsSentByOther(sender, _time.GetTimestamp(), _time))
                .MinBy(t => Math.Abs(t.Bitrate - bitrate)))
            ?? _tracks.Find(t => t.Name == track.Name && t.Bitrate == bitrate);
        if (known is null)
        {
            if (_tracks.Count == PostLimits.MostTracks)
            {
                throw PostRefusedException.Limit(503, $"The point has {PostLimits.MostTracks} tracks already.");
            }

            known = new PointTrack(track.Name, bitrate, track);
            _tracks.Add(known);
            if (_renditions.Count > 0)
            {
                Warn($"The track {track.Name} of {bitrate} bit/s came when the group had begun; it is left out until the broadcast ends.");
            }

            return known;
        }

        bool isOther = known.Description.Config is { } config && track.Config is { } own && !config.IsSameAs(own);
        if (isOther && known.WasSentByOther(sender, _time.GetTimestamp(), _time))
        {
            throw new PostRefusedException(415, new MssException(
                MssError.Unsupported,
                $"The track {track.Name} of {bitrate} bit/s is being sent by another encoder, with another codec configuration.",
                "Set both encoders up alike, or give one of them another bit rate."));
        }

        known.Description = isOther ? track : known.Description;
        return known;
    }

    private void Take(PointSender sender, PointFragment fragment)
    {
        PointTrack track = sender.Tracks[fragment.Track];
        lock (_lock)
        {
            PointVerdict verdict = track.Judge(fragment, sender, _time);
            sender.Bytes += fragment.Length;
            switch (verdict)
            {
                case PointVerdict.Duplicate:
                    sender.Duplicates++;
                    _duplicates++;
                    return;
                case PointVerdict.Late:
                    _late++;
                    throw new PostRefusedException(409, new MssException(
                        MssError.MalformedInput,
                        $"The fragment of {track.Name} at {TimeSpan.FromTicks(fragment.Time.Time)} goes back behind one that the encoder sent before it.",
                        "Times must increase. Restart the encoder, or stop another one that sends the same stream."));
                case PointVerdict.Restarted:
                    Restart(sender, track);
                    break;
            }

            sender.Fragments++;
            _fragments++;
            _bytes += fragment.Length;
            if (_state == MssPointState.Starting)
            {
                Hold(track, fragment);
            }
            else if (track.Rendition is { } rendition)
            {
                rendition.Push(track, fragment); // in the order of the verdicts
            }
            else
            {
                _dropped++;
            }
        }
    }

    // The encoder's other tracks begin anew as well: their times are of the same clock.
    private void Restart(PointSender sender, PointTrack first)
    {
        foreach (PointTrack track in sender.Tracks.Values.Where(t => t != first && !t.IsSentByOther(sender, _time.GetTimestamp(), _time)))
        {
            track.Restart();
        }

        foreach (PointRendition rendition in sender.Tracks.Values.Select(track => track.Rendition).OfType<PointRendition>().Distinct())
        {
            rendition.Complete();
        }
    }

    private void Hold(PointTrack track, PointFragment fragment)
    {
        _held.Add((track, fragment));
        while (_held.Sum(held => (long)held.Fragment.Length) > PostLimits.MostWaiting)
        {
            _held.RemoveAt(0);
            _dropped++;
        }
    }

    // The streams of the presentation are there, or have been waited for.
    private void Begin()
    {
        List<PointRendition> renditions;
        lock (_lock)
        {
            if (_state != MssPointState.Starting)
            {
                return;
            }

            IReadOnlyList<IReadOnlyList<PointTrack>> divided = StatedRenditions.Divide(_tracks, track => track.Name, track => track.Bitrate);
            _renditions = [.. divided.Select(tracks => new PointRendition(NameOf(tracks, divided.Count), _url, tracks))];
            foreach (PointRendition rendition in _renditions)
            {
                foreach (PointTrack track in rendition.Tracks)
                {
                    track.Rendition = rendition;
                }
            }

            // Under the lock, lest a fragment of another POST goes before these.
            foreach ((PointTrack track, PointFragment fragment) in _held)
            {
                track.Rendition?.Push(track, fragment);
            }

            _held.Clear();
            _state = MssPointState.Started;
            renditions = [.. _renditions];
        }

        _host.Begin(this, renditions);
    }

    private string NameOf(IReadOnlyList<PointTrack> tracks, int count) => count == 1
        ? _definition.Name
        : string.Create(CultureInfo.InvariantCulture, $"{_definition.Name}_{tracks.Max(track => track.Bitrate)}");

    private void Leave(PointSender? sender, bool isEos)
    {
        if (sender is null)
        {
            return;
        }

        List<PointRendition> silent = [];
        bool isEnd;
        lock (_lock)
        {
            sender.IsOver = true;
            foreach (PointTrack track in sender.Tracks.Values)
            {
                track.HasEnded |= isEos;
                track.Leave(sender);
            }

            bool wasThere = _senders.Remove(sender);
            silent.AddRange(_renditions.Where(rendition => !_senders.Exists(other => other.Tracks.Values.Any(rendition.Tracks.Contains))));
            isEnd = wasThere && (_state is MssPointState.Started or MssPointState.Starting) && HaveAllEnded();
        }

        if (isEnd)
        {
            End();
        }
        else
        {
            silent.ForEach(rendition => rendition.Complete());
        }
    }

    // Those that came too late do not count.
    private bool HaveAllEnded() =>
        _senders.Count == 0 && _tracks.TrueForAll(track => track.HasEnded || (track.Rendition is null && _renditions.Count > 0));

    // The connection broke: a fragment that had begun is lost.
    private void CutOff(PointSender? sender)
    {
        lock (_lock)
        {
            _damaged += sender?.Body is { IsWithinBox: true } ? 1 : 0;
        }

        Leave(sender, isEos: false);
    }

    private void End()
    {
        Begin(); // of a broadcast shorter than the gathering
        List<PointRendition> renditions;
        lock (_lock)
        {
            _gathering?.Dispose();
            if (_state is MssPointState.Idle or MssPointState.Stopped or MssPointState.Stopping)
            {
                _state = _isClosed ? MssPointState.Stopped : _state;
                return;
            }

            _state = MssPointState.Stopping;
            renditions = [.. _renditions];
        }

        renditions.ForEach(rendition => rendition.Complete());
        _host.End(this, renditions);
    }

    private void ResetLocked()
    {
        _tracks.Clear();
        _listed.Clear();
        _come.Clear();
        _warnings.Clear();
        _renditions = [];
        _state = MssPointState.Idle;
    }

    private void Note(PointPost post, PostRefusedException refusal)
    {
        if (refusal.Status == 401 && post.Authorization.Length == 0)
        {
            return; // many send no password before they are asked for it
        }

        lock (_lock)
        {
            _refused++;
            _damaged += refusal.Status == 400 ? 1 : 0;
            _lastError = $"{post.Client}, Streams({post.Stream}): {refusal.Status}: {refusal.Message}";
        }
    }

    private void Warn(string warning)
    {
        if (!_warnings.Contains(warning))
        {
            _warnings.Add(warning);
        }
    }
}
