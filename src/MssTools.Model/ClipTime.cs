using System.Globalization;

namespace MssTools;

/// <summary>Where a clip begins or ends: a time of day, or a length of time behind the beginning of the group.</summary>
public sealed record ClipTime
{
    /// <summary>Takes a length of time.</summary>
    /// <param name="offset">From the first fragment that the group lists.</param>
    public ClipTime(TimeSpan offset) => Offset = offset;

    /// <summary>Takes a time of day.</summary>
    /// <param name="moment">For groups whose times are those of the clock, as live ones are.</param>
    public ClipTime(DateTimeOffset moment) => Moment = moment;

    /// <summary>Takes a time of day; one that does not say where is local.</summary>
    /// <param name="moment">As Get-Date gives it.</param>
    public ClipTime(DateTime moment) => Moment = new DateTimeOffset(moment);

    /// <summary>From the first fragment that the group lists; null for a time of day.</summary>
    public TimeSpan? Offset { get; }

    /// <summary>The time of day; null for a length of time.</summary>
    public DateTimeOffset? Moment { get; }

    /// <summary>Reads <c>0:01:30</c> as a length of time and <c>2026-11-28T20:15:00Z</c> as a time of day.</summary>
    /// <param name="text">Either. A number alone is refused: it could be seconds, or days.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static ClipTime Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        CultureInfo culture = CultureInfo.InvariantCulture;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, culture, out TimeSpan offset) ? new ClipTime(offset)
            : text.AsSpan().ContainsAny(':', '-', '/')
                && DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeLocal, out DateTimeOffset moment) ? new ClipTime(moment)
            : throw new FormatException($"'{text}' is neither a length of time as 0:01:30 nor a time as 2026-11-28T20:15:00Z.");
    }

    /// <summary>The length of time as 00:01:30, or the time of day as 2026-11-28T20:15:00.0000000+00:00.</summary>
    public override string ToString() =>
        Offset?.ToString("c", CultureInfo.InvariantCulture) ?? Moment!.Value.ToString("O", CultureInfo.InvariantCulture);
}
