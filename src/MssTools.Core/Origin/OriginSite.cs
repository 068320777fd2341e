using System.Globalization;
using System.Net;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Origin;

/// <summary>What a server has to offer: which answer belongs to which request.</summary>
internal sealed class OriginSite
{
    private const string Methods = "GET, HEAD, OPTIONS";

    private static readonly Answer s_notAllowed = Answer.Error(HttpStatusCode.MethodNotAllowed) with { Header = ("Allow", Methods) };

    private readonly PointPosts _posts;
    private readonly WebRoot _root;
    private readonly PlayerPages _pages;
    private readonly GroupCatalog _groups;
    private readonly GroupList _list;
    private readonly ManifestAnswers _manifests;
    private readonly FragmentStore _fragments;
    private readonly HotAnswers _hot;
    private readonly ViewerGate _gate;
    private readonly string _forEver;
    private readonly string _brief;
    private readonly HotFiles _files;
    private readonly MemoryShortage _shortage;
    private readonly ViewerSessions _sessions;
    private readonly ServerMetrics _metrics;

    public OriginSite(
        ServerDefinition definition,
        ViewerGate gate,
        HotFiles files,
        AnnouncedFragments announced,
        ViewerSessions sessions,
        ServerMetrics metrics,
        PointPosts posts,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _root = new WebRoot(definition.Root, time);
        _pages = PlayerPages.Read(definition.PageFolder);
        _groups = new GroupCatalog(_root, files);
        _list = new GroupList(_groups, time);
        _gate = gate;
        _forEver = $"{_gate.Caches}, {ServedAs.ForEver}";
        _brief = $"{_gate.Caches}, max-age=60";
        _manifests = new ManifestAnswers(definition.StaleGroup, _gate.Caches, time);
        _fragments = new FragmentStore(_root, _groups, announced, definition.HoldLimit);
        _hot = new HotAnswers(time);
        _files = files;
        _shortage = new MemoryShortage(time);
        _sessions = sessions;
        _metrics = metrics;
        _posts = posts;
    }

    /// <summary>The answer to a request.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public ValueTask<Answer> AnswerAsync(Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        if (exchange.IsOptions)
        {
            return new(Preflight(exchange));
        }

        if (!exchange.IsGet && !exchange.IsHead)
        {
            return exchange.IsPost ? PostedAsync(exchange) : new(s_notAllowed);
        }

        if (_hot.TryGet(exchange.Target, out Answer hot, out RequestPath known))
        {
            return GuardedAsync(exchange, known, hot);
        }

        return RequestPath.Parse(exchange.Target) is not { } path ? new(Answer.NotFound)
            : Unguarded(path) is { } open ? new(open)
            : GuardedAsync(exchange, path, found: null);
    }

    private async ValueTask<Answer> PostedAsync(Exchange exchange) => await _posts.TryAnswerAsync(exchange) ?? s_notAllowed;

    // What every viewer may see needs no wait, and is answered on the thread that read the request.
    private ValueTask<Answer> GuardedAsync(Exchange exchange, RequestPath path, Answer? found)
    {
        ValueTask<Answer?> check = _gate.CheckAsync(exchange, path);
        if (!check.IsCompletedSuccessfully)
        {
            return WaitAsync(check);
        }

        Answer? refusal = check.Result;
        return refusal is null ? FoundAsync(exchange, path, found) : new(refusal);

        async ValueTask<Answer> WaitAsync(ValueTask<Answer?> verdict) => await verdict ?? await FoundAsync(exchange, path, found);
    }

    // A viewer is who got something: what names nothing of ours begins no session.
    private ValueTask<Answer> FoundAsync(Exchange exchange, RequestPath path, Answer? found)
    {
        ValueTask<Answer> find = found is null ? FindAsync(exchange, path) : new(found);
        if (!find.IsCompletedSuccessfully)
        {
            return WaitAsync(find);
        }

        Answer answer = find.Result;
        NoteSession(exchange, path, answer);
        return new(answer);

        async ValueTask<Answer> WaitAsync(ValueTask<Answer> coming)
        {
            Answer late = await coming;
            NoteSession(exchange, path, late);
            return late;
        }
    }

    // Browsers ask before they send a Range or Authorization header to another site.
    private static Answer Preflight(Exchange exchange)
    {
        exchange.Headers.AccessControlAllowMethods = Methods;
        exchange.Headers.AccessControlAllowHeaders = "Authorization, Range, If-None-Match, If-Modified-Since, If-Range";
        exchange.Headers.AccessControlMaxAge = "86400";
        return new Answer(HttpStatusCode.NoContent) { Header = ("Allow", Methods) };
    }

    /// <summary>Forgets what is kept to answer faster: memory was short.</summary>
    public void Forget()
    {
        _shortage.Note();
        _hot.Clear();
        _files.Clear();
        _groups.Clear();
        _manifests.Clear();
        _fragments.Clear();
    }

    // Load balancers and plug-ins that ask for these know no password.
    private Answer? Unguarded(RequestPath path) => path.Segments.Count != 1 ? null : path.Name switch
    {
        "healthz" => !Directory.Exists(_root.Root) ? Answer.Unwell("the folder is not there")
            : _shortage.IsRecent ? Answer.Unwell("memory is short")
            : Answer.Of("ok\n"u8.ToArray(), ContentType.Text),
        _ => _root.Find(path.Segments) is null ? PolicyFiles.Find(path.Name) : null,
    };

    private ValueTask<Answer> FindAsync(Exchange exchange, RequestPath path)
    {
        switch (path.Segments)
        {
            case []:
                return new(_pages.Find("index"));
            case ["metrics"]:
                return new(Answer.Of(PrometheusText.Write(_metrics.Meter), PrometheusText.ContentType));
            case ["groups.json"]:
                return new(Answer.Of(_list.Write(), ContentType.Json));
        }

        SmoothAddress? address = SmoothAddress.Parse(path);
        return address switch
        {
            SmoothAddress.Manifest manifest =>
                new(_groups.Find(manifest.Folder) is { } group ? _manifests.Of(group, standard: true) : Answer.NotFound),
            SmoothAddress.Fragment fragment => FindFragmentAsync(fragment, exchange.Aborted),
            SmoothAddress.Malformed => new(Answer.BadRequest),
            _ => FindFileAsync(exchange, path),
        };
    }

    private void NoteSession(Exchange exchange, RequestPath path, Answer answer)
    {
        if (answer is { Status: HttpStatusCode.OK, Written: not null } && path.Segments.Count > 1)
        {
            _sessions.Note(exchange.Address, exchange.RequestHeaders.UserAgent.ToString(), SmoothAddress.GroupOf(path));
        }
    }

    private async ValueTask<Answer> FindFragmentAsync(SmoothAddress.Fragment address, CancellationToken aborted)
    {
        Arrival arrival = await _fragments.FindAsync(address, aborted);
        return arrival == default && _groups.FindPresentation(address.Folder)?.Find(address) is { } found
            ? FragmentAnswer(found.File, found.Fragment, found.IsVideo, address.Part)
            : FragmentAnswer(arrival, address.Part);
    }

    private Answer FragmentAnswer(StoredFile file, IsmFragment fragment, bool isVideo, FragmentPart part) => new(HttpStatusCode.OK)
    {
        Body = FragmentCut.Part(file, fragment, part),
        ContentType = ContentType.OfFragment(isVideo),
        CacheControl = _forEver,
        ETag = string.Create(CultureInfo.InvariantCulture, $"{file.ETag[..^1]}-{fragment.Offset:x}-{part}\""),
        Written = file.Written,
    };

    private ValueTask<Answer> FindFileAsync(Exchange exchange, RequestPath path)
    {
        if (ContentType.Of(path) is { } type)
        {
            bool isFragment = ContentType.IsFragment(path.Name);
            if (_root.Find(path.Segments) is { } file)
            {
                Answer answer = FileAnswer(file, type);
                if (isFragment)
                {
                    _hot.Add(exchange.Target, answer, path);
                }

                return new(answer);
            }

            if (isFragment)
            {
                return AwaitFragmentAsync(path, exchange.Aborted);
            }
        }

        return new(path.Segments switch
        {
            ["play", _, ..] => PlayPage(path),
            ["player", ..] => _pages.FindPart([.. path.Segments.Skip(1)]),
            _ => Answer.NotFound,
        });
    }

    private async ValueTask<Answer> AwaitFragmentAsync(RequestPath path, CancellationToken aborted)
    {
        Arrival arrival = await _fragments.FindAsync(path, aborted);
        if (arrival == default && SmoothAddress.WithoutPoint(path) is { } plain)
        {
            arrival = await _fragments.FindAsync(plain, aborted);
        }

        return FragmentAnswer(arrival, FragmentPart.Fragments);
    }

    private Answer FragmentAnswer(Arrival arrival, FragmentPart part) => arrival.File is not { } file
        ? arrival.IsExpected ? Answer.NotYet : Answer.NotFound
        : new Answer(HttpStatusCode.OK)
        {
            Body = FragmentCut.Part(file, part),
            ContentType = ContentType.OfFragment(arrival.IsVideo),
            CacheControl = _forEver,
            ETag = part == FragmentPart.Fragments ? file.ETag : $"{file.ETag[..^1]}-{part}\"",
            Written = file.Written,
        };

    private Answer FileAnswer(StoredFile file, string type) => ContentType.IsManifest(file.FullPath) && _groups.Open(file) is { } manifest
        ? _manifests.Of(manifest, standard: false)
        : new Answer(HttpStatusCode.OK)
        {
            Body = new Body.Stretch(file, 0, file.Length),
            ContentType = type,
            CacheControl = ContentType.IsFragment(file.FullPath) ? _forEver : _brief,
            ETag = file.ETag,
            Written = file.Written,
        };

    // The page waits for a group that is not there yet, and says so; machines see the status.
    private Answer PlayPage(RequestPath path)
    {
        Answer page = _pages.Find("play");
        return page.Status != HttpStatusCode.OK || _groups.Find([.. path.Segments.Skip(1)]) is not null
            ? page
            : page with { Status = HttpStatusCode.NotFound, ETag = null, CacheControl = Answer.NotFound.CacheControl };
    }
}
