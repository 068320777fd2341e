namespace MssTools.Core.Access;

/// <summary>Takes what encoders send to a server; between the server, which knows HTTP, and the points, which know Smooth Streaming.</summary>
internal interface IPublishingPoints
{
    /// <summary>Takes a POST to the end of its body.</summary>
    /// <param name="post">The request.</param>
    /// <param name="open">Opens its body; not called before somebody is let in, since a body that may come takes memory.</param>
    /// <param name="gone">Cancelled when the client has gone.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    Task<PostReply> ReceiveAsync(PointPost post, Func<Stream> open, CancellationToken gone);
}

/// <summary>A POST or PUT to a publishing point.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Event">What stands in <c>Events()</c>; empty: nothing.</param>
/// <param name="Stream">What stands in <c>Streams()</c>.</param>
/// <param name="Client">Address and port of the client.</param>
/// <param name="Encoder">What it calls itself, cleaned.</param>
/// <param name="Authorization">The header of that name, as it came.</param>
/// <param name="Query">What follows the path, with its question mark.</param>
/// <param name="IsSecure">True over TLS.</param>
/// <param name="IsProbe">True where the body is stated to be empty.</param>
internal sealed record PointPost(
    string Point, string Event, string Stream, string Client, string Encoder, string Authorization, string Query, bool IsSecure, bool IsProbe);

/// <summary>The answer to a POST.</summary>
/// <param name="Status">Of HTTP.</param>
internal readonly record struct PostReply(int Status);
