namespace MssTools;

/// <summary>Whether somebody may in.</summary>
public enum Admission
{
    /// <summary>No.</summary>
    Refused,

    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>It could not be decided in time; asking again may help.</summary>
    Unavailable,
}
