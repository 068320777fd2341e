namespace MssTools.Core.Outputs.Push;

/// <summary>Who is told what became of the fragments of a push. Each is told of once, on any thread.</summary>
internal interface IPushWatcher
{
    /// <summary>It was sent as a whole.</summary>
    void Sent(PushFragment fragment);

    /// <summary>It is not sent.</summary>
    void Dropped(PushFragment fragment, MssException reason);
}
