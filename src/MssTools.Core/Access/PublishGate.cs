using System.Net;

namespace MssTools.Core.Access;

/// <summary>The gate of those who publish, whichever protocol they speak.</summary>
internal static class PublishGate
{
    /// <summary>Makes a gate; null where nobody is to be asked.</summary>
    /// <param name="authorizer">Decides; the gate owns it.</param>
    /// <param name="time">The clock.</param>
    public static Gate<PublishRequest>? Of(IAuthorizer<PublishRequest>? authorizer, TimeProvider time) =>
        authorizer is null ? null : new Gate<PublishRequest>(authorizer, AddressOf, Shown, Secrets, time);

    // Without the port, which is another one at each call.
    private static string AddressOf(PublishRequest request) =>
        IPEndPoint.TryParse(request.Client, out IPEndPoint? client) ? $"{AddressNetwork.Of(client.Address)}" : request.Client;

    private static IEnumerable<string> Secrets(PublishRequest request) => [request.StreamKey, request.Query, request.ServerUri];

    private static IEnumerable<string> Shown(PublishRequest request) =>
        [request.StreamKey, request.Query, request.Application, request.ServerUri, request.Encoder, $"{request.IsSecure}"];
}
