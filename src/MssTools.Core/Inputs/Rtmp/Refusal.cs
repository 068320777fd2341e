namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// What a client is told when it may not publish: enough to mend its settings, and nothing of other clients, of scripts or of
/// this machine.
/// </summary>
internal static class Refusal
{
    /// <summary>The status code and its text.</summary>
    public static (string Code, string Text) For(MssException failure) => failure.Code switch
    {
        MssError.AccessDenied => ("NetStream.Publish.Denied", "The stream key is not accepted."),
        MssError.AlreadyExists => ("NetStream.Publish.BadName", "The name is in use."),
        MssError.InvalidSetting => ("NetStream.Publish.BadName", "The stream key is no name that a stream can have."),
        MssError.TimedOut => ("NetStream.Publish.BadName", "It could not be decided in time; try again."),
        _ => ("NetStream.Publish.BadName", "It is not possible now; try again later."),
    };

    /// <summary>
    /// The failure as the user of this machine sees it: a name that cannot be is the stream key that was sent, or comes from
    /// it, and is not repeated.
    /// </summary>
    public static MssException ToShow(MssException failure) => failure.Code != MssError.InvalidSetting
        ? failure
        : new MssException(
            MssError.InvalidSetting,
            "The stream key, or the name that -Authorize gave, is no portable file name.",
            failure.RecommendedAction,
            failure.InnerException);
}
