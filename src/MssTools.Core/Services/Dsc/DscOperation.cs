namespace MssTools.Core.Services.Dsc;

/// <summary>What Microsoft DSC asks of a resource.</summary>
internal enum DscOperation
{
    /// <summary>How an instance is.</summary>
    Get,

    /// <summary>Have it be so.</summary>
    Set,

    /// <summary>Whether it is so.</summary>
    Test,

    /// <summary>End it.</summary>
    Delete,

    /// <summary>All instances there are.</summary>
    Export,
}
