namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>
/// A picture made of square dots, each of one brightness, on a grid that fits into macroblocks. It knows which macroblocks changed
/// since they were last coded.
/// </summary>
/// <remarks>
/// Brightnesses are multiples of 64 apart: such pictures come out of <see cref="DotMacroblock"/> exactly as they went in.
/// </remarks>
internal sealed class DotCanvas
{
    /// <summary>Pixels of a macroblock's side.</summary>
    public const int MacroblockSize = 16;

    /// <summary>Brightness of what nobody drew on.</summary>
    public const byte Paper = 32;

    /// <summary>Brightness of what stands in the background.</summary>
    public const byte Shade = 96;

    /// <summary>Brightness of what is written.</summary>
    public const byte Ink = 224;

    private readonly byte[] _dots;
    private readonly bool[] _stale;

    /// <summary>An empty picture.</summary>
    /// <param name="width">Pixels; rounded up to whole macroblocks.</param>
    /// <param name="height">Pixels; likewise.</param>
    /// <param name="dotSize">Pixels of a dot's side, a divisor of 16.</param>
    public DotCanvas(int width, int height, int dotSize)
    {
        DotSize = dotSize;
        DotsPerMacroblock = MacroblockSize / dotSize;
        MacroblockColumns = (width + MacroblockSize - 1) / MacroblockSize;
        MacroblockRows = (height + MacroblockSize - 1) / MacroblockSize;
        Columns = MacroblockColumns * DotsPerMacroblock;
        _dots = new byte[Columns * MacroblockRows * DotsPerMacroblock];
        _stale = new bool[MacroblockColumns * MacroblockRows];
        Array.Fill(_dots, Paper);
    }

    /// <summary>Pixels of a dot's side.</summary>
    public int DotSize { get; }

    /// <summary>Dots along a macroblock's side.</summary>
    public int DotsPerMacroblock { get; }

    /// <summary>Macroblocks in a row.</summary>
    public int MacroblockColumns { get; }

    /// <summary>Rows of macroblocks.</summary>
    public int MacroblockRows { get; }

    /// <summary>Macroblocks of the picture.</summary>
    public int Macroblocks => _stale.Length;

    /// <summary>Dots in a row, those that cropping hides included.</summary>
    public int Columns { get; }

    /// <summary>Brightness of a dot.</summary>
    public byte this[int column, int row] => _dots[row * Columns + column];

    /// <summary>Dots beside each other, from one on to the end of its row.</summary>
    public ReadOnlySpan<byte> RowFrom(int column, int row) => _dots.AsSpan(row * Columns + column, Columns - column);

    /// <summary>Gives all dots of a rectangle one brightness.</summary>
    public void Fill(int column, int row, int width, int height, byte luma)
    {
        for (int y = row; y < row + height; y++)
        {
            for (int x = column; x < column + width; x++)
            {
                ref byte dot = ref _dots[y * Columns + x];
                if (dot != luma)
                {
                    dot = luma;
                    _stale[y / DotsPerMacroblock * MacroblockColumns + x / DotsPerMacroblock] = true;
                }
            }
        }
    }

    /// <summary>Draws a character, its background included.</summary>
    /// <param name="character">One that <see cref="DotFont"/> has.</param>
    /// <param name="column">Of its left edge.</param>
    /// <param name="row">Of its top.</param>
    /// <param name="scale">Dots of the picture for one of the letter's, along a side.</param>
    public void Write(char character, int column, int row, int scale)
    {
        string[] glyph = DotFont.GlyphOf(character);
        for (int y = 0; y < glyph.Length; y++)
        {
            for (int x = 0; x < glyph[y].Length; x++)
            {
                Fill(column + x * scale, row + y * scale, scale, scale, glyph[y][x] == '#' ? Ink : Paper);
            }
        }
    }

    /// <summary>Whether a macroblock changed since the last call for it.</summary>
    public bool TakeStale(int macroblock)
    {
        bool stale = _stale[macroblock];
        _stale[macroblock] = false;
        return stale;
    }
}
