namespace MssTools.Core.Inputs;

/// <summary>What encoders push to us, as a local stream.</summary>
internal interface IPublication
{
    /// <summary>The local stream's name.</summary>
    string Name { get; }

    /// <summary>Where it comes from, as users see it.</summary>
    string Source { get; }

    /// <summary>Opens a reader; null while nothing comes.</summary>
    IMediaReader? TryOpen();

    /// <summary>Ends it: readers get what waits for them, and then their end.</summary>
    void Complete();

    /// <summary>Ends it because an encoder sends its name to another machine now: whoever made it forgets it.</summary>
    void Yield() => Complete();
}
