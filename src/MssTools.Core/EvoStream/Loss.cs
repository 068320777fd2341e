namespace MssTools.Core.EvoStream;

/// <summary>Something of a command that has no counterpart.</summary>
/// <param name="Kind">What becomes of the command without it.</param>
/// <param name="Sentence">What it is, and what to do instead.</param>
internal readonly record struct Loss(LossKind Kind, string Sentence);

/// <summary>What becomes of a command without something that has no counterpart.</summary>
internal enum LossKind
{
    /// <summary>Another thing than was asked for: over HTTP it is not done.</summary>
    Changed,

    /// <summary>What was asked for, but for a detail: over HTTP it is done, and the answer says what was left out.</summary>
    Detail,

    /// <summary>It is so in a line to type alone: over HTTP nothing is lost.</summary>
    Line,
}
