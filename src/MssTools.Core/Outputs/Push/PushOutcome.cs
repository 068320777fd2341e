namespace MssTools.Core.Outputs.Push;

/// <summary>How one connection of a push ended, and so what to do next.</summary>
internal enum PushEnd
{
    /// <summary>All is sent and the end is told.</summary>
    Done,

    /// <summary>The header is not right any more: a codec changed, or a track joined.</summary>
    HeaderChanged,

    /// <summary>Lost, or could not be made: 5xx, time-outs, resets.</summary>
    Lost,

    /// <summary>The receiver refuses, and will until somebody sees to it.</summary>
    Refused,

    /// <summary>The receiver says that times do not increase (409): what it has is not sent again.</summary>
    TimesBehind,

    /// <summary>The receiver misses the header (412): it is sent again.</summary>
    HeaderMissing,
}

/// <summary>How one connection of a push ended.</summary>
/// <param name="End">What to do next.</param>
/// <param name="Error">What went wrong; null: nothing.</param>
internal sealed record PushOutcome(PushEnd End, MssException? Error = null)
{
    private const string Check = "Check the publishing point and its settings; the push tries again by itself.";

    /// <summary>All is sent.</summary>
    public static PushOutcome Done { get; } = new(PushEnd.Done);

    /// <summary>The header is not right any more.</summary>
    public static PushOutcome HeaderChanged { get; } = new(PushEnd.HeaderChanged);

    /// <summary>The connection failed.</summary>
    /// <param name="address">Where to, without secrets.</param>
    /// <param name="failure">Why.</param>
    public static PushOutcome Lost(string address, IOException failure) => new(PushEnd.Lost, new MssException(
        MssError.SinkFailed,
        $"The push to '{address}' is interrupted: {ForeignText.Value(failure.Message)}",
        "Check that the publishing point is there and can be reached; the push goes on by itself.",
        failure));

    /// <summary>What an answer means that came before all was sent, or at the end.</summary>
    /// <param name="address">Where from, without secrets.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isEnd">True where the body had ended.</param>
    public static PushOutcome Of(string address, HttpAnswer answer, bool isEnd)
    {
        return answer.Status switch
        {
            >= 200 and < 300 when isEnd => Done,
            >= 200 and < 300 => Failed(PushEnd.Lost, MssError.SinkFailed, "ended the stream before its end"),
            401 or 403 => Failed(
                PushEnd.Refused,
                MssError.AccessDenied,
                "lets nobody in with these credentials",
                "Check -IngestCredential, -IngestToken, -IngestCertificate and the point's own rules."),
            404 or 410 => Failed(
                PushEnd.Refused, MssError.NotFound, "knows no such publishing point", "Check the URL, and that the point was created and started."),
            409 => Failed(
                PushEnd.TimesBehind,
                MssError.SinkFailed,
                "has these times already, or later ones",
                "Stop another encoder of the same stream, or give another -EventId or -TimestampOffset."),
            412 => Failed(PushEnd.HeaderMissing, MssError.SinkFailed, "misses the header, or does not take it"),
            415 => Failed(
                PushEnd.Refused,
                MssError.Unsupported,
                "does not take this codec or media type",
                "Change the codec at the encoder, or the point's settings."),
            408 or 425 or 429 or >= 500 => Failed(PushEnd.Lost, MssError.SinkFailed, "cannot take it now"),
            _ => Failed(PushEnd.Refused, MssError.SinkFailed, "refuses the stream"),
        };

        PushOutcome Failed(PushEnd end, MssError code, string what, string advice = Check) =>
            new(end, new MssException(code, $"'{address}' answered {answer}: the server {what}.", advice));
    }
}
