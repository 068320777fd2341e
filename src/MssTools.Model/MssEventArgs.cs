namespace MssTools;

/// <summary>What handlers of events get: <c>$EventArgs</c> in PowerShell.</summary>
/// <param name="happened">What happened.</param>
public sealed class MssEventArgs(MssEvent happened) : EventArgs
{
    /// <summary>What happened.</summary>
    public MssEvent Event => happened;

    /// <summary>What happened, in a line.</summary>
    public override string ToString() => happened.ToString();
}
