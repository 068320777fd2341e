using System.Xml.Linq;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>A rendition of a group that is repaired: what is said of it, and what lies of it in the folder.</summary>
/// <param name="stored">As it is published.</param>
/// <param name="index">Its StreamIndex.</param>
/// <param name="level">Its QualityLevel.</param>
internal sealed class RepairTrack(StoredTrack stored, XElement index, XElement level)
{
    /// <summary>As it is published.</summary>
    public StoredTrack Stored => stored;

    /// <summary>Its StreamIndex.</summary>
    public XElement Index => index;

    /// <summary>Its QualityLevel.</summary>
    public XElement Level => level;

    /// <summary>As people call it.</summary>
    public string Name => stored.Name;

    /// <summary>Paths of the fragments that are there, by time.</summary>
    public Dictionary<long, string> Files { get; } = [];

    /// <summary>Lengths of those that can be played, by time.</summary>
    public Dictionary<long, long> Whole { get; } = [];
}
