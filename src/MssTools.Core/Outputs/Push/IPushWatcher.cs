namespace MssTools.Core.Outputs.Push;

/// <summary>Who is told what became of the fragments of a push, each once, and of what begins to go wrong; on any thread.</summary>
internal interface IPushWatcher
{
    /// <summary>It was sent as a whole.</summary>
    void Sent(PushFragment fragment);

    /// <summary>It is not sent.</summary>
    void Dropped(PushFragment fragment, MssException reason);

    /// <summary>Something went wrong, and nothing had since the last fragment was sent.</summary>
    void Troubled(MssException trouble);
}
