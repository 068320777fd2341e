using System.Globalization;
using MssTools.Core.Access;
using MssTools.Core.Iso;

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
    private readonly PointAdmission _admission;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly PointTracks _tracks;
    private readonly List<PointSender> _senders = [];
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _come = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<(PointTrack Track, PointFragment Fragment)> _held = []; // until the renditions are known
    private readonly List<string> _warnings = [];
    private List<PointRendition> _renditions = [];
    private ITimer? _gathering;
    private Task _turn = Task.CompletedTask; // of the host's
    private MssPointState _state;
    private bool _isClosed; // by the user
    private int _posts; // that are being received
    private long _heldBytes;
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
        (_admission, _tracks) = (new PointAdmission(definition, time), new PointTracks(time));
    }

    /// <summary>What the user said.</summary>
    public PointDefinition Definition => _definition;

    /// <summary>Whether it has a broadcast, or somebody that sends to it.</summary>
    public bool IsTaken
    {
        get
        {
            lock (_lock)
            {
                return _posts > 0 || _state is MssPointState.Starting or MssPointState.Started or MssPointState.Stopping;
            }
        }
    }

    /// <summary>Takes a POST to the end of its body.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task<PostReply> ReceiveAsync(PointPost post, Func<Stream> open, CancellationToken gone)
    {
        PointSender? sender = null;
        lock (_lock)
        {
            _posts++;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token); // who hangs up has sent what is yet to be read
        try
        {
            await _admission.CheckAsync(post, gone).ConfigureAwait(false);
            lock (_lock)
            {
                RefuseIfClosed();
            }

            if (post.IsProbe)
            {
                return new PostReply(200);
            }

            await AwaitEndAsync(gone).ConfigureAwait(false);
            sender = new PointSender(post, _time.GetUtcNow(), _time.GetTimestamp(), end);
            bool isEos = await TakeAsync(sender, open(), end.Token).ConfigureAwait(false);
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
        finally
        {
            lock (_lock)
            {
                _posts--;
            }
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

    /// <summary>The group could not be made. The encoders are let go; the next one that comes is another attempt.</summary>
    public void Fail(MssException failure)
    {
        List<PointSender> senders;
        lock (_lock)
        {
            ResetLocked();
            (_state, _lastError) = (MssPointState.Error, failure.Message);
            senders = [.. _senders];
        }

        senders.ForEach(sender => sender.Evict());
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
                Tracks = [.. _tracks.All.Select(track => string.Create(CultureInfo.InvariantCulture, $"{track.Name}={track.Bitrate}"))],
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
                AuthorizeError = _admission.LastComplaint,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        End();
        _admission.Dispose();
    }

    // Under the lock.
    private void RefuseIfClosed()
    {
        if (_isClosed)
        {
            throw new PostRefusedException(403, new MssException(
                MssError.AccessDenied, "The publishing point is stopped.", "Start-MSSPublishingPoint lets encoders in again."));
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

    // True where the encoder said that the stream has ended.
    private async Task<bool> TakeAsync(PointSender sender, Stream stream, CancellationToken stop)
    {
        using PostPlace place = _room.Enter(sender);
        var body = new PostBody(stream, place, TimeSpan.FromSeconds(_definition.IdleTimeout), _time, stop);
        sender.Body = body;
        var header = new PostHeader();
        IReadOnlyList<PostedTrack>? tracks = null;
        PostedBox? moof = null;
        using ITimer limit = _time.CreateTimer(_ => sender.Evict(), state: null, PostLimits.HeaderTime, Timeout.InfiniteTimeSpan);
        while (await body.ReadHeaderAsync().ConfigureAwait(false) is (FourCC type, long size))
        {
            if (type == BoxTypes.Moof)
            {
                tracks ??= header.Tracks();
                moof = await body.ReadAsync(type, size, PostLimits.LargestMoof, PostLimits.FragmentTime).ConfigureAwait(false);
            }
            else if (type == BoxTypes.Mdat)
            {
                if (moof is not { } described)
                {
                    throw PostRefusedException.Malformed("An mdat has no moof in front of it.");
                }

                int most = sender.Fragments > 0 ? PostLimits.LargestMdat : PostLimits.LargestFirstMdat;
                PostedBox mdat = await body.ReadAsync(type, size, most, PostLimits.FragmentTime).ConfigureAwait(false);
                Take(sender, header, tracks!, PointFragment.Read(described, mdat, tracks!));
                place.Release();
                if (sender.Fragments > 0)
                {
                    place.Raise(PostRank.Sender);
                }

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

    // With its first whole fragment: who never brings one must leave nothing that the others would wait for. Under the lock; all of its
    // tracks or none.
    private void Join(PointSender sender, PostHeader header, IReadOnlyList<PostedTrack> tracks)
    {
        RefuseIfClosed();
        if (_state == MssPointState.Stopping)
        {
            throw PostRefusedException.Limit(503, "The broadcast before is still ending.");
        }

        if (_senders.Count(other => other.Fragments > 0) >= PostLimits.MostSenders)
        {
            throw PostRefusedException.Limit(503, $"{PostLimits.MostSenders} encoders send to the point already.");
        }

        if (_state == MssPointState.Stopped)
        {
            ResetLocked();
        }

        sender.Tracks = _tracks.Match(tracks, sender);
        foreach (PointTrack late in _tracks.Add(sender.Tracks))
        {
            Warn($"The track {late.Name} of {late.Bitrate} bit/s came when the group had begun; it is left out until the broadcast ends.");
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

    private void Gather(TimeSpan length)
    {
        _gathering?.Dispose();
        _gathering = _time.CreateTimer(_ => Task.Run(Begin), state: null, length, Timeout.InfiniteTimeSpan);
    }

    private void Take(PointSender sender, PostHeader header, IReadOnlyList<PostedTrack> tracks, PointFragment fragment)
    {
        lock (_lock)
        {
            if (sender.Tracks.Count == 0)
            {
                Join(sender, header, tracks);
            }
            else if (_state is not (MssPointState.Starting or MssPointState.Started))
            {
                throw PostRefusedException.Limit(503, "The broadcast has been ended.");
            }

            PointTrack track = sender.Tracks[fragment.Track];
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
        _held.Enqueue((track, fragment));
        _heldBytes += fragment.Length;
        while (_heldBytes > PostLimits.MostWaiting)
        {
            _heldBytes -= _held.Dequeue().Fragment.Length;
            _dropped++;
        }
    }

    // The streams of the presentation are there, or have been waited for.
    private void Begin()
    {
        lock (_lock)
        {
            if (_state != MssPointState.Starting)
            {
                return;
            }

            IReadOnlyList<IReadOnlyList<PointTrack>> divided = _tracks.Divide();
            _renditions = [.. divided.Select(tracks => new PointRendition(NameOf(tracks, divided.Count), _url, tracks))];
            foreach (PointRendition rendition in _renditions)
            {
                rendition.Yielded += Retire;
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

            ClearHeld();
            _state = MssPointState.Started;
            List<PointRendition> renditions = [.. _renditions];
            Then(() => _host.BeginAsync(this, renditions));
        }
    }

    // The encoder has gone to another machine, which has the broadcast now; what comes here next is another one.
    private void Retire()
    {
        List<PointSender> senders;
        lock (_lock)
        {
            if (_state is not (MssPointState.Started or MssPointState.Starting))
            {
                return;
            }

            IReadOnlyList<PointRendition> renditions = _renditions;
            ResetLocked();
            senders = [.. _senders];
            Then(() => _host.RetireAsync(renditions));
        }

        senders.ForEach(sender => sender.Evict());
    }

    // Under the lock: begins and ends come to the host in the order of the states.
    private void Then(Func<Task> next) => _turn = _turn
        .ContinueWith(_ => next(), CancellationToken.None, TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

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
            isEnd = wasThere && (_state is MssPointState.Started or MssPointState.Starting) && _senders.Count == 0 && _tracks.HaveEnded;
        }

        if (isEnd)
        {
            End();
        }
        else
        {
            silent.ForEach(rendition => rendition.Abandon());
        }
    }

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
            Then(() => _host.EndAsync(this, renditions));
        }

        renditions.ForEach(rendition => rendition.Abandon());
    }

    private void ResetLocked()
    {
        _tracks.Clear();
        _listed.Clear();
        _come.Clear();
        _warnings.Clear();
        ClearHeld();
        _renditions = [];
        _state = MssPointState.Idle;
    }

    private void ClearHeld()
    {
        _held.Clear();
        _heldBytes = 0;
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
