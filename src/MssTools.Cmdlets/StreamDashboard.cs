using System.Globalization;

namespace MssTools.Cmdlets;

/// <summary>
/// What <c>Watch-MSSStream</c> shows: a line for each stream, with its state, the bit rate of what it stored as a line of columns, the age of its newest fragment, and what
/// went wrong. It remembers what it has seen.
/// </summary>
internal sealed class StreamDashboard
{
    private const int SparkLength = 20;
    private const int NarrowSparkLength = 8;
    private const int Wide = 100;

    private readonly Dictionary<(string Service, int Id), Seen> _seen = [];

    /// <summary>The lines of the present, none wider than the terminal.</summary>
    /// <param name="streams">Snapshots of the streams.</param>
    /// <param name="viewers">Viewers of all servers.</param>
    /// <param name="now">The present.</param>
    /// <param name="width">Columns of the terminal.</param>
    public IReadOnlyList<string> Render(IReadOnlyList<MssStream> streams, int viewers, DateTimeOffset now, int width)
    {
        int spark = width >= Wide ? SparkLength : NarrowSparkLength;
        int name = Math.Max(8, width - (8 + 1 + spark + 1 + 9 + 1 + 7 + 1 + 6 + 1 + 6 + 1));
        List<string> lines =
        [
            Cut(string.Create(CultureInfo.InvariantCulture, $"{now.ToLocalTime():HH:mm:ss}  {streams.Count} streams, {streams.Count(s => s.State == StreamState.Running)} run, {viewers} viewers"), width),
            Row("Stream", name, "State", "Bit rate".PadLeft(spark), "", "Delay", "Lost", "Drops"),
        ];
        foreach (MssStream stream in streams)
        {
            Seen seen = Update(stream, now, spark);
            string title = $"{(stream.Service.Length > 0 ? stream.Service + ": " : "")}{stream.GroupName}/{stream.Name}";
            lines.Add(Row(
                ForeignText.Value(title),
                name,
                stream.State.ToString(),
                seen.Rate.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{seen.Rate.Last / 1e6:0.00} M"),
                stream.LastFragmentTime is { } last ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (now - last).TotalSeconds):0.0} s") : "",
                stream.DisconnectCount > 0 ? $"{stream.DisconnectCount}" : "",
                stream.DroppedFragmentCount > 0 ? $"{stream.DroppedFragmentCount}" : ""));
            if ((stream.WaitingFor ?? stream.LastError) is { } trouble)
            {
                lines.Add(Cut("    " + ForeignText.Value(trouble), width));
            }
        }

        return lines;
    }

    private Seen Update(MssStream stream, DateTimeOffset now, int spark)
    {
        if (!_seen.TryGetValue((stream.Service, stream.Id), out Seen? seen))
        {
            _seen[(stream.Service, stream.Id)] = seen = new Seen(new SparkLine(spark), stream.Bytes, now);
            return seen;
        }

        double seconds = (now - seen.Time).TotalSeconds;
        if (seconds > 0)
        {
            seen.Rate.Add(Math.Max(0, stream.Bytes - seen.Bytes) * 8 / seconds);
            (seen.Bytes, seen.Time) = (stream.Bytes, now);
        }

        return seen;
    }

    private static string Row(string stream, int width, string state, string spark, string rate, string delay, string lost, string drops) =>
        $"{Cut(stream, width).PadRight(width)} {Cut(state, 8),-8} {spark} {Cut(rate, 9),9} {Cut(delay, 7),7} {Cut(lost, 6),6} {Cut(drops, 6),6}";

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private sealed class Seen(SparkLine rate, long bytes, DateTimeOffset time)
    {
        public SparkLine Rate { get; } = rate;

        public long Bytes { get; set; } = bytes;

        public DateTimeOffset Time { get; set; } = time;
    }
}
