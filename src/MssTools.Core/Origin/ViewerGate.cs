using System.Collections.Frozen;
using System.Net;
using Microsoft.Extensions.Primitives;
using MssTools.Core.Access;

namespace MssTools.Core.Origin;

/// <summary>Lets viewers in: by credential or token, then by what the user's script says.</summary>
internal sealed class ViewerGate : IDisposable
{
    private static readonly FrozenSet<string> s_harmless =
        new[] { "Host", "User-Agent", "Connection", "Range", "Origin", "Cache-Control", "Upgrade-Insecure-Requests" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly ExpectedCredential? _expected;
    private readonly Gate<ViewerRequest>? _gate;

    /// <param name="definition">What is asked for; its authorizer ends with the gate.</param>
    /// <param name="time">The clock.</param>
    public ViewerGate(ServerDefinition definition, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _gate = definition.Authorize is { } authorizer
            ? new Gate<ViewerRequest>(authorizer, request => $"{AddressNetwork.Of(request.Address)}", Shown, Secrets, time)
            : null;
        _expected = ExpectedCredential.Of(definition.Token) ?? ExpectedCredential.Of(definition.Credential);
    }

    /// <summary>
    /// The caches that may keep what a viewer got ([RFC 9111] 5.2.2): where not everybody may see it only the viewer's own,
    /// because a shared one would hand it to people who were not asked.
    /// </summary>
    public string Caches => _expected is null && _gate is null ? "public" : "private";

    /// <summary>What was wrong with the user's script last; null: nothing so far.</summary>
    public string? LastComplaint => _gate?.LastComplaint;

    /// <summary>The refusal, or null where the viewer may go on.</summary>
    /// <exception cref="OperationCanceledException">The viewer has gone.</exception>
    public ValueTask<Answer?> CheckAsync(Exchange exchange, RequestPath path)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(path);
        return _expected is not null && !_expected.IsIn(exchange.RequestHeaders.Authorization.ToString()) ? new(Ask(_expected))
            : _gate is null ? default
            : AskAsync(_gate, exchange, path);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate?.Dispose();

    private static Answer Ask(ExpectedCredential expected) =>
        Answer.Error(HttpStatusCode.Unauthorized) with { Header = ("WWW-Authenticate", expected.Challenge) };

    private static async ValueTask<Answer?> AskAsync(Gate<ViewerRequest> gate, Exchange exchange, RequestPath path) =>
        (await gate.AskAsync(Describe(exchange, path), exchange.Aborted)).Admission switch
        {
            Admission.Allowed => null,
            Admission.Unavailable => Answer.Busy,
            _ => Answer.Error(HttpStatusCode.Forbidden),
        };

    private static ViewerRequest Describe(Exchange exchange, RequestPath path)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, StringValues> header in exchange.RequestHeaders)
        {
            headers[header.Key] = header.Value.ToString();
        }

        return new ViewerRequest(path.Text, path.Query, headers, exchange.Address);
    }

    private static IEnumerable<string> Shown(ViewerRequest request) =>
        [request.Path, request.Query, .. request.Headers.SelectMany(header => new[] { header.Key, header.Value })];

    // What browsers and players tell of themselves is none.
    private static IEnumerable<string> Secrets(ViewerRequest request) => request.Headers
        .Where(header => !s_harmless.Contains(header.Key) && !header.Key.StartsWith("Accept", StringComparison.OrdinalIgnoreCase))
        .Select(header => header.Value)
        .Append(request.Query);
}
