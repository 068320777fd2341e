namespace MssTools.Core.Tests.Objects;

/// <summary>What a double does with a request instead of what it should.</summary>
internal enum ObjectFault
{
    /// <summary>Nothing: it does as it should.</summary>
    None,

    /// <summary>It fails, and nothing is changed: 503.</summary>
    Fail,

    /// <summary>It lets nobody in: 403.</summary>
    Deny,

    /// <summary>It never answers, and nothing is changed. A store in memory times out at once, after <c>Patience</c> of its clock if it has one.</summary>
    Stall,

    /// <summary>It refuses the condition, true or not: 412. Of what has no condition, it is as <see cref="None"/>.</summary>
    Refuse,

    /// <summary>It ignores the condition, as some stores do that others wrote.</summary>
    Lie,

    /// <summary>It does it, and says that it failed: 500.</summary>
    DoThenFail,

    /// <summary>It does it, and is gone before it answers.</summary>
    DoThenVanish,
}
