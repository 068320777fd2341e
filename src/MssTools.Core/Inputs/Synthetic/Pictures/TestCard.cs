using System.Globalization;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>
/// Draws what the input shows: its name, a clock, its size with its bit rate, and a bar that fills within each second and is full
/// while the beep sounds. In pictures too low for all of it the bar, then the name and then the size are left out.
/// </summary>
internal sealed class TestCard
{
    private const string FirstClock = "00:00:00.000";
    private const int HoursShown = 100;
    private const int FinestWidth = 240; // pixels, below which the clock does not fit in dots of four

    private readonly SyntheticSettings _settings;
    private readonly char[] _shown = new char[FirstClock.Length];
    private readonly int _columns;
    private readonly int _scale;
    private readonly int _left;
    private int _clockTop;
    private int? _barTop;

    /// <summary>Draws what stays as it is.</summary>
    public TestCard(SyntheticSettings settings)
    {
        _settings = settings;
        int dotSize = settings.Width < FinestWidth ? 1 : DotMacroblock.DotSize;
        Canvas = new DotCanvas(settings.Width, settings.Height, dotSize);
        _columns = settings.Width / dotSize;
        int rows = settings.Height / dotSize;
        int clockWidth = DotFont.WidthOf(FirstClock);
        _scale = Math.Max(1, Math.Min(_columns / (clockWidth + 2), rows * 2 / 5 / DotFont.Height));
        _left = (_columns - clockWidth * _scale) / 2;
        int bottom = DrawLines(rows);
        TextRows = Math.Min(bottom * dotSize / DotCanvas.MacroblockSize + 1, Canvas.MacroblockRows);
    }

    /// <summary>Where it is drawn.</summary>
    public DotCanvas Canvas { get; }

    /// <summary>
    /// Rows of macroblocks, from the top, beyond which nothing is drawn. The last one of them ends with paper, or with the picture.
    /// </summary>
    public int TextRows { get; }

    /// <summary>Moves clock and bar on.</summary>
    /// <param name="picture">Number of the picture, from 0.</param>
    public void Draw(long picture)
    {
        int rate = _settings.FramesPerSecond;
        long second = picture / rate;
        int millisecond = (int)(picture % rate * 1000 / rate);
        DrawClock(second, millisecond);
        if (_barTop is { } top)
        {
            int width = DotFont.WidthOf(FirstClock) * _scale;
            int lit = millisecond < Sound.TestTone.BeepMilliseconds ? width : width * millisecond / 1000;
            Canvas.Fill(_left, top, lit, _scale, DotCanvas.Ink);
            Canvas.Fill(_left + lit, top, width - lit, _scale, DotCanvas.Shade);
        }
    }

    private int DrawLines(int rows)
    {
        int gap = _scale;
        int small = Math.Max(1, _scale / 2);
        List<Line> lines = [new(LineKind.Clock, FirstClock, _scale), FittedSize(small)];
        int free = rows - lines.Sum(line => line.Height + gap) + gap;
        if (free < 0)
        {
            lines.RemoveAt(1);
            free = rows - lines[0].Height;
        }

        if (Fitted(_settings.Name, small) is { Text.Length: > 0 } name && free >= name.Height + gap)
        {
            lines.Insert(0, name);
            free -= name.Height + gap;
        }

        if (free >= _scale + gap)
        {
            lines.Add(new Line(LineKind.Bar, "", _scale));
            free -= _scale + gap;
        }

        int top = Math.Min(free / 4, DotFont.Height * _scale);
        foreach (Line line in lines)
        {
            Draw(line, top);
            top += line.Height + gap;
        }

        return top - gap;
    }

    private void Draw(Line line, int top)
    {
        switch (line.Kind)
        {
            case LineKind.Clock:
                _clockTop = top;
                break;
            case LineKind.Bar:
                _barTop = top;
                break;
            default:
                int column = (_columns - line.Width) / 2;
                foreach (char character in line.Text)
                {
                    Canvas.Write(character, column, top, line.Scale);
                    column += DotFont.AdvanceOf(character) * line.Scale;
                }

                break;
        }
    }

    private Line FittedSize(int scale)
    {
        string size = string.Create(CultureInfo.InvariantCulture, $"{_settings.Width}x{_settings.Height}");
        string whole = string.Create(CultureInfo.InvariantCulture, $"{size} {_settings.Bitrate / 1000}K");
        return Fitted(DotFont.WidthOf(whole) <= _columns ? whole : size, scale);
    }

    // As large as it fits; what does not fit at its smallest is cut off.
    private Line Fitted(string text, int scale)
    {
        while (text.Length > 0 && DotFont.WidthOf(text) > _columns)
        {
            text = text[..^1];
        }

        return new Line(LineKind.Text, text, Math.Clamp(_columns / Math.Max(1, DotFont.WidthOf(text)), 1, scale));
    }

    private void DrawClock(long second, int millisecond)
    {
        Span<char> now = stackalloc char[FirstClock.Length];
        now.TryWrite(
            CultureInfo.InvariantCulture,
            $"{second / 3600 % HoursShown:00}:{second / 60 % 60:00}:{second % 60:00}.{millisecond:000}",
            out _);
        int column = _left;
        for (int i = 0; i < now.Length; i++)
        {
            if (_shown[i] != now[i])
            {
                Canvas.Write(_shown[i] = now[i], column, _clockTop, _scale);
            }

            column += DotFont.AdvanceOf(FirstClock[i]) * _scale;
        }
    }

    private enum LineKind
    {
        Text,
        Clock,
        Bar,
    }

    private sealed record Line(LineKind Kind, string Text, int Scale)
    {
        public int Width => DotFont.WidthOf(Text) * Scale;

        public int Height => Kind == LineKind.Bar ? Scale : DotFont.Height * Scale;
    }
}
