namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>Letters of dots, seven high and five wide, marks narrower. Small letters look like capitals.</summary>
internal static class DotFont
{
    /// <summary>Dots from the top of a letter to its bottom.</summary>
    public const int Height = 7;

    /// <summary>What there is beside letters, digits and the space.</summary>
    public const string Marks = ". : - _ / + ( )";

    private const int Gap = 1; // dots between letters

    // By character. A table of strings is there faster than a dictionary: an input begins within a blink.
    private static readonly string[]?[] s_glyphs = Cut(
    [
        "0|#####|#...#|#...#|#...#|#...#|#...#|#####",
        "1|..##.|...#.|...#.|...#.|...#.|...#.|...#.",
        "2|#####|....#|....#|#####|#....|#....|#####",
        "3|#####|....#|....#|.####|....#|....#|#####",
        "4|#...#|#...#|#...#|#####|....#|....#|....#",
        "5|#####|#....|#....|#####|....#|....#|#####",
        "6|#####|#....|#....|#####|#...#|#...#|#####",
        "7|#####|....#|....#|...#.|...#.|..#..|..#..",
        "8|#####|#...#|#...#|#####|#...#|#...#|#####",
        "9|#####|#...#|#...#|#####|....#|....#|#####",
        "A|.###.|#...#|#...#|#####|#...#|#...#|#...#",
        "B|####.|#...#|#...#|####.|#...#|#...#|####.",
        "C|.####|#....|#....|#....|#....|#....|.####",
        "D|####.|#...#|#...#|#...#|#...#|#...#|####.",
        "E|#####|#....|#....|####.|#....|#....|#####",
        "F|#####|#....|#....|####.|#....|#....|#....",
        "G|.####|#....|#....|#..##|#...#|#...#|.####",
        "H|#...#|#...#|#...#|#####|#...#|#...#|#...#",
        "I|###|.#.|.#.|.#.|.#.|.#.|###",
        "J|..###|....#|....#|....#|....#|#...#|.###.",
        "K|#...#|#..#.|#.#..|##...|#.#..|#..#.|#...#",
        "L|#....|#....|#....|#....|#....|#....|#####",
        "M|#...#|##.##|#.#.#|#.#.#|#...#|#...#|#...#",
        "N|#...#|##..#|##..#|#.#.#|#..##|#..##|#...#",
        "O|.###.|#...#|#...#|#...#|#...#|#...#|.###.",
        "P|####.|#...#|#...#|####.|#....|#....|#....",
        "Q|.###.|#...#|#...#|#...#|#.#.#|#..##|.####",
        "R|####.|#...#|#...#|####.|#.#..|#..#.|#...#",
        "S|.####|#....|#....|.###.|....#|....#|####.",
        "T|#####|..#..|..#..|..#..|..#..|..#..|..#..",
        "U|#...#|#...#|#...#|#...#|#...#|#...#|.###.",
        "V|#...#|#...#|#...#|.#.#.|.#.#.|.#.#.|..#..",
        "W|#...#|#...#|#...#|#.#.#|#.#.#|##.##|#...#",
        "X|#...#|#...#|.#.#.|..#..|.#.#.|#...#|#...#",
        "Y|#...#|#...#|.#.#.|..#..|..#..|..#..|..#..",
        "Z|#####|....#|...#.|..#..|.#...|#....|#####",
        " |...|...|...|...|...|...|...",
        ".|.|.|.|.|.|.|#",
        ":|.|.|#|.|#|.|.",
        "-|...|...|...|###|...|...|...",
        "_|....|....|....|....|....|....|####",
        "/|....#|....#|...#.|..#..|.#...|#....|#....",
        "+|.....|..#..|..#..|#####|..#..|..#..|.....",
        "(|.#|#.|#.|#.|#.|#.|.#",
        ")|#.|.#|.#|.#|.#|.#|#.",
    ]);

    /// <summary>Whether a character can be drawn.</summary>
    public static bool Has(char character) =>
        char.ToUpperInvariant(character) is var capital && capital < s_glyphs.Length && s_glyphs[capital] is not null;

    /// <summary>Rows of a character, from the top, a <c>#</c> for each dot that is seen.</summary>
    /// <param name="character">One of those that <see cref="Has"/> knows.</param>
    public static string[] GlyphOf(char character) => s_glyphs[char.ToUpperInvariant(character)]!;

    /// <summary>Dots from the left edge of a character to that of the next one.</summary>
    public static int AdvanceOf(char character) => GlyphOf(character)[0].Length + Gap;

    /// <summary>Dots from the left edge of a text to its right one.</summary>
    public static int WidthOf(string text) => Math.Max(0, text.Sum(AdvanceOf) - Gap);

    private static string[]?[] Cut(ReadOnlySpan<string> glyphs)
    {
        var table = new string[]?['_' + 1];
        foreach (string glyph in glyphs)
        {
            string[] parts = glyph.Split('|');
            table[parts[0][0]] = parts[1..];
        }

        return table;
    }
}
