using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>Collects the fragments that are not listed: the first ones by name, all by number.</summary>
internal sealed class LeftOutList
{
    private readonly List<MssLeftOut> _first = [];

    /// <summary>The first ones.</summary>
    public IReadOnlyList<MssLeftOut> First => _first;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Notes a fragment of a rendition.</summary>
    /// <param name="track">The rendition.</param>
    /// <param name="time">Its start in ticks of the StreamIndex.</param>
    /// <param name="reason">Why, as half a sentence.</param>
    public void Add(StoredTrack track, long time, string reason)
    {
        ArgumentNullException.ThrowIfNull(track);
        Add(track.Name, track.Index.ToTime(time), Uri.UnescapeDataString(track.UrlOf(time)), reason);
    }

    /// <summary>Notes a fragment that no manifest knows.</summary>
    public void Add(string track, TimeSpan time, string path, string reason)
    {
        if (Count++ < MssRepair.MostLeftOut)
        {
            _first.Add(new MssLeftOut { Track = ForeignText.Value(track), Time = time, Path = ForeignText.Value(path), Reason = reason });
        }
    }
}
