using System.Security.Cryptography;
using System.Text;

namespace MssTools.Core.Services.Receivers;

/// <summary>The signature of a POST, as Standard Webhooks 1.0 have it: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal static class WebhookSignature
{
    /// <summary>Header of what tells a message from others.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header of when it was sent, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header of the signature.</summary>
    public const string Header = "webhook-signature";

    /// <summary>Signs.</summary>
    /// <param name="key">What both sides know.</param>
    /// <param name="id">What tells the message from others.</param>
    /// <param name="timestamp">When it is sent, in seconds since 1970.</param>
    /// <param name="body">What is sent.</param>
    /// <returns>The value of the header: <c>v1,</c> and base64.</returns>
    public static string Of(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(FormattableString.Invariant($"{id}.{timestamp}.")), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, text));
    }
}
