using System.Text;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Reads what clients say of themselves (Adobe RTMP 1.0, 7.2.1.1 and 7.2.2.6). What is shown is cleaned and cut; what is
/// compared has to be clean, and is never cut.
/// </summary>
internal static class Presentation
{
    private const int LongestUri = 1024;

    /// <summary>Reads a connect.</summary>
    /// <param name="command">Behind its head.</param>
    /// <param name="client">What is known so far.</param>
    /// <returns>The client with its program and address, and the application as it came, for comparison only.</returns>
    /// <exception cref="MssException">MalformedInput; AccessDenied: a query that cannot be compared.</exception>
    public static (PublishRequest Client, string Application) ReadConnect(RtmpCommand command, PublishRequest client)
    {
        string application = "";
        if (command.Arguments.TryEnterObject())
        {
            while (command.Arguments.TryReadProperty(out ReadOnlySpan<byte> property))
            {
                switch (Encoding.UTF8.GetString(property))
                {
                    case "app":
                        (application, string query) = SplitQuery(command.Arguments.ReadText() ?? "");
                        client = client with { Query = Comparable(query, PublishRequest.LongestQuery, "query") };
                        break;
                    case "tcUrl":
                        client = client with { ServerUri = ForeignText.Value(command.Arguments.ReadText() ?? "", LongestUri) };
                        break;
                    case "flashVer":
                        client = client with { Encoder = ForeignText.Value(command.Arguments.ReadText() ?? "") };
                        break;
                    default:
                        command.Arguments.Skip(); // fourCcList of Enhanced RTMP, and what Flash tells of itself
                        break;
                }
            }
        }

        application = application.Trim('/');
        return (client with { Application = ForeignText.Value(application) }, application);
    }

    /// <summary>Reads a publish.</summary>
    /// <param name="command">Behind its head.</param>
    /// <param name="client">What it said when it connected.</param>
    /// <exception cref="MssException">MalformedInput; AccessDenied: a key or a query that cannot be compared.</exception>
    public static PublishRequest ReadPublish(RtmpCommand command, PublishRequest client)
    {
        command.Arguments.Skip();
        (string key, string query) = SplitQuery(command.Arguments.ReadText() ?? "");
        return client with
        {
            StreamKey = Comparable(key, PublishRequest.LongestStreamKey, "stream key"),
            Query = query.Length > 0 ? Comparable(query, PublishRequest.LongestQuery, "query") : client.Query,
        };
    }

    /// <summary>
    /// An application that does not exist, as it may be shown: what stands behind its first slash may be a stream key that
    /// was put into the wrong field.
    /// </summary>
    public static string Shown(string application)
    {
        int slash = application.IndexOf('/', StringComparison.Ordinal);
        return ForeignText.Value(slash < 0 ? application : $"{application.AsSpan(0, slash)}/…");
    }

    private static string Comparable(string text, int longest, string what) => ForeignText.IsFit(text, longest)
        ? text
        : throw new MssException(
            MssError.AccessDenied,
            $"The {what} has more than {longest} characters, or some that cannot be seen.",
            "Check the stream key of the encoder.");

    private static (string Text, string Query) SplitQuery(string text)
    {
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (text, "") : (text[..mark], text[(mark + 1)..]);
    }
}
