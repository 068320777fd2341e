using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace MssTools.Core.Origin;

/// <summary>Lets viewers in: by credential or token, then by what the user's script says.</summary>
internal sealed class ViewerGate
{
    private readonly byte[]? _expected;
    private readonly string _challenge;
    private readonly Func<ViewerRequest, bool>? _authorize;

    /// <param name="definition">What is asked for.</param>
    public ViewerGate(ServerDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _authorize = definition.Authorize;
        _challenge = definition.Token is null ? "Basic realm=\"MssTools\", charset=\"UTF-8\"" : "Bearer";
        string? header = definition switch
        {
            { Token: { } token } => $"Bearer {token}",
            { Credential: { } user } => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.UserName}:{user.Password}")),
            _ => null,
        };
        _expected = header is null ? null : Digest(header);
    }

    /// <summary>True where everybody may see everything.</summary>
    public bool IsOpen => _expected is null && _authorize is null;

    /// <summary>The refusal, or null where the viewer may go on.</summary>
    public Answer? Check(Exchange exchange, RequestPath path)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(path);

        // Digests are of one length, so that the time which comparing takes says nothing.
        if (_expected is not null
            && !CryptographicOperations.FixedTimeEquals(_expected, Digest(exchange.RequestHeaders.Authorization.ToString())))
        {
            return Answer.Error(HttpStatusCode.Unauthorized) with { Header = ("WWW-Authenticate", _challenge) };
        }

        return _authorize is null || _authorize(Describe(exchange, path)) ? null : Answer.Error(HttpStatusCode.Forbidden);
    }

    private static ViewerRequest Describe(Exchange exchange, RequestPath path)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, StringValues> header in exchange.RequestHeaders)
        {
            headers[header.Key] = header.Value.ToString();
        }

        return new ViewerRequest(path.Text, path.Query, headers, exchange.Address);
    }

    private static byte[] Digest(string header) => SHA256.HashData(Encoding.UTF8.GetBytes(header));
}
