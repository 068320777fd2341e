namespace MssTools.Core.Manifests;

/// <summary>A Smooth Streaming client manifest ([MS-SSTR] 2.2.2). Times are 100 ns ticks; its XML is in TimeScale ticks.</summary>
/// <param name="TimeScale">Ticks per second of the XML; a multiple of 1000.</param>
/// <param name="IsLive">True while more fragments will come.</param>
/// <param name="LookAheadFragmentCount">Successors that each live fragment announces.</param>
/// <param name="DvrWindow">What players may seek in; zero: everything. Live only.</param>
/// <param name="StreamIndexes">Video before audio; the order never changes while a group lives.</param>
internal sealed record ClientManifest(
    int TimeScale, bool IsLive, int LookAheadFragmentCount, long DvrWindow, IReadOnlyList<StreamIndex> StreamIndexes)
{
    /// <summary>Time from the first to the last listed fragment.</summary>
    public long Duration => StreamIndexes.Count == 0
        ? 0
        : StreamIndexes.Max(s => s.Fragments[^1].End) - StreamIndexes.Min(s => s.Fragments[0].Time);
}
