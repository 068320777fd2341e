namespace MssTools.Core.Inputs.Points;

/// <summary>What encoders may take of a machine.</summary>
internal static class PostLimits
{
    /// <summary>Most bytes of a box in front of the fragments, and of all of them.</summary>
    public const int LargestHeader = 256 * 1024;

    /// <summary>Most bytes of a moof.</summary>
    public const int LargestMoof = 1024 * 1024;

    /// <summary>Most bytes of an mdat: twenty seconds of 25 Mbit/s.</summary>
    public const int LargestMdat = 64 * 1024 * 1024;

    /// <summary>Most bytes of an mdat before a fragment of the POST was taken.</summary>
    public const int LargestFirstMdat = 16 * 1024 * 1024;

    /// <summary>Most bytes of unfinished fragments, of all POSTs of which fragments were taken.</summary>
    public const long MostInFlight = 256L * 1024 * 1024;

    /// <summary>The same of all others.</summary>
    public const long MostInFlightOfOthers = 64L * 1024 * 1024;

    /// <summary>Most bytes that wait for one reader, or for the first one.</summary>
    public const long MostWaiting = 64L * 1024 * 1024;

    /// <summary>POSTs that have not told yet what they bring; the oldest makes room for the next.</summary>
    public const int MostStrangers = 128;

    /// <summary>POSTs that have told it, and brought no fragment yet; the oldest makes room for the next.</summary>
    public const int MostCandidates = 64;

    /// <summary>POSTs of one point of which fragments were taken.</summary>
    public const int MostSenders = 64;

    /// <summary>Most tracks of a POST, and of a point.</summary>
    public const int MostTracks = 64;

    /// <summary>How long a POST may take to tell what it brings.</summary>
    public static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(15);

    /// <summary>How long a fragment may take, from its first byte to its last.</summary>
    public static readonly TimeSpan FragmentTime = TimeSpan.FromSeconds(60);

    /// <summary>How long the streams of a presentation are gathered where nothing lists them.</summary>
    public static readonly TimeSpan GatherTime = TimeSpan.FromSeconds(2);

    /// <summary>How long those that are listed are waited for.</summary>
    public static readonly TimeSpan ListedTime = TimeSpan.FromSeconds(60);

    /// <summary>How long after its last fragment of a track a sender still counts as one that sends it.</summary>
    public static readonly TimeSpan ActiveTime = TimeSpan.FromSeconds(5);
}
