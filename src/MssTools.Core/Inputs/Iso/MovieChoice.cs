using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Chooses the moov that counts: the last one in front of the first fragment, or the first that describes samples itself.
/// Recorders that started twice leave one that nothing follows.
/// </summary>
/// <param name="mediaLength">Bytes of the file; the greatest number for a pipe.</param>
/// <param name="only">See <see cref="IsoReader.Open"/>.</param>
internal sealed class MovieChoice(long mediaLength, uint? only = null)
{
    private MssException? _refusal;

    /// <summary>The one that counts so far, or null.</summary>
    public Movie? Movie { get; private set; }

    /// <summary>Whether it describes samples, so that no other one can take its place.</summary>
    public bool IsFinal => Movie is not null && (Movie.FragmentDefaults is null || Movie.Tracks.Any(track => track.Table is not null));

    /// <summary>Reads one; true where it counts from now on.</summary>
    public bool Take(BoxContent moov)
    {
        if (Movie is not null && Movie.Content.Bytes.Span.SequenceEqual(moov.Bytes.Span))
        {
            return true;
        }

        try
        {
            Movie next = Movie.Read(moov, mediaLength, only);
            string? passed = Movie is { } before ? $"The moov at {before.Content.Origin} is passed over: no fragment follows it."
                : _refusal is { } refusal ? $"A moov is passed over: {refusal.Message}"
                : null;
            Movie = passed is null ? next : next with { Warnings = [passed, .. next.Warnings] };
            return true;
        }
        catch (MssException failure) when (failure.Code is MssError.MalformedInput or MssError.Unsupported or MssError.NoMedia)
        {
            _refusal ??= failure;
            return false;
        }
    }

    /// <summary>Gives the first refusal where no moov can be used; returns where there was none at all.</summary>
    /// <exception cref="MssException">MalformedInput, Unsupported or NoMedia.</exception>
    public void Refuse()
    {
        if (Movie is null && _refusal is not null)
        {
            throw new MssException(_refusal.Code, _refusal.Message, _refusal.RecommendedAction, _refusal);
        }
    }
}
