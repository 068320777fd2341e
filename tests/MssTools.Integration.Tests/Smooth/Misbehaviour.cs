namespace MssTools.Integration.Tests.Smooth;

/// <summary>What the receiver does wrong to one POST.</summary>
internal abstract record Misbehaviour
{
    /// <summary>Answers a status as soon as the head has come, and goes on reading.</summary>
    internal sealed record RefuseEarly(int Status) : Misbehaviour;

    /// <summary>Answers a status when the body is over.</summary>
    internal sealed record RefuseLate(int Status) : Misbehaviour;

    /// <summary>Never answers; the connection stays open.</summary>
    internal sealed record Silent : Misbehaviour;

    /// <summary>Resets the connection after a number of whole fragments.</summary>
    internal sealed record ResetAfter(int Fragments) : Misbehaviour;

    /// <summary>Reads nothing for a time before the body.</summary>
    internal sealed record Stall(TimeSpan Time) : Misbehaviour;

    /// <summary>Reads one byte of the body, waits, and so on.</summary>
    internal sealed record Trickle(TimeSpan Pause) : Misbehaviour;

    /// <summary>Sends the sender elsewhere.</summary>
    internal sealed record Redirect(int Status, string Location) : Misbehaviour;

    /// <summary>Closes when the body is over, without an answer.</summary>
    internal sealed record CloseUnanswered : Misbehaviour;
}
