namespace MssTools.Core.Outputs;

/// <summary>
/// The stretches of a group in which no decoder configuration changed and no track was added. A player takes the
/// CodecPrivateData of a QualityLevel for that of all its fragments, so a manifest that must be right for every player lists
/// one of them.
/// </summary>
/// <param name="fragmentLength">
/// Wanted fragment length in 100 ns ticks: changes no further apart are one, since picture and sound of an encoder that starts
/// anew do not change at one time.
/// </param>
internal sealed class Epochs(long fragmentLength)
{
    /// <summary>Parts that get a manifest of their own; a source that changes for ever must not write files for ever.</summary>
    private const int MostParts = 100;

    private readonly List<long> _begins = [long.MinValue];
    private readonly Dictionary<long, int> _sizes = [];

    /// <summary>Where the latest one begins, in 100 ns ticks of the group's timeline.</summary>
    public long Latest => _begins[^1];

    /// <summary>Begins a new one, unless it is the latest one: renditions and tracks follow a change one after the other.</summary>
    public void Begin(long time)
    {
        if (_begins.Count > 1 && Math.Abs(time - Latest) < fragmentLength)
        {
            _begins[^1] = Math.Min(time, Latest);
        }
        else if (time > Latest)
        {
            if (_begins.Count > MostParts + 1)
            {
                _begins.RemoveAt(MostParts + 1); // neither a part nor the end of one
            }

            _begins.Add(time);
        }
    }

    /// <summary>Where those begin and end that are over; none where there is only one.</summary>
    /// <param name="closed">True when the latest one is over as well.</param>
    public IEnumerable<(long From, long To)> Parts(bool closed)
    {
        int count = _begins.Count == 1 ? 0 : closed ? _begins.Count : _begins.Count - 1;
        for (int i = 0; i < Math.Min(count, MostParts); i++)
        {
            yield return (_begins[i], i + 1 < _begins.Count ? _begins[i + 1] : long.MaxValue);
        }
    }

    /// <summary>Notes how many fragments one lists; true if these are more than before.</summary>
    public bool Grew(long begin, int fragments)
    {
        bool grew = fragments > _sizes.GetValueOrDefault(begin);
        _sizes[begin] = fragments;
        return grew;
    }
}
