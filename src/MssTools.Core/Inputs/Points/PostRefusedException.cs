namespace MssTools.Core.Inputs.Points;

/// <summary>Why a POST is not taken, or not any more.</summary>
/// <param name="status">The answer.</param>
/// <param name="reason">For the user of this machine.</param>
internal sealed class PostRefusedException(int status, MssException reason) : Exception(reason.Message, reason)
{
    /// <summary>The status of the answer.</summary>
    public int Status => status;

    /// <summary>For the user of this machine.</summary>
    public MssException Reason => reason;

    /// <summary>What was sent is not what it must be: 400.</summary>
    public static PostRefusedException Malformed(string what) =>
        new(400, new MssException(MssError.MalformedInput, what, "Check the encoder's output: Smooth Streaming (fragmented MP4 with tfxd) is needed."));

    /// <summary>There is no room, or not enough time: 503 or 408.</summary>
    public static PostRefusedException Limit(int status, string what) =>
        new(status, new MssException(MssError.TimedOut, what, "Try again; check the way from the encoder to here."));
}
