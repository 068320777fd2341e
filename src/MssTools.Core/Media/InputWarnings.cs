namespace MssTools.Core.Media;

/// <summary>What users should know of an input: one thread reads the input and adds, any thread looks.</summary>
/// <param name="first">What is known before the first sample.</param>
internal sealed class InputWarnings(params IReadOnlyList<string> first)
{
    private const int Most = 20; // of a damaged input

    private volatile IReadOnlyList<string> _all = first;

    /// <summary>The warnings so far; a list that does not change any more.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Adds a warning, once: a looping input meets the same places again.</summary>
    public void Add(string warning)
    {
        if (_all.Count < Most && !_all.Contains(warning))
        {
            _all = [.. _all, warning];
        }
    }

    /// <summary>Puts a warning in the place of an earlier one that has become untrue: a number that grew.</summary>
    /// <param name="former">What was given before; null the first time.</param>
    /// <param name="warning">What holds now.</param>
    /// <returns><paramref name="warning"/>, to be given as the former one next time.</returns>
    public string Replace(string? former, string warning)
    {
        if (former is null || !_all.Contains(former))
        {
            Add(warning);
        }
        else
        {
            _all = [.. _all.Select(other => other == former ? warning : other)];
        }

        return warning;
    }
}
