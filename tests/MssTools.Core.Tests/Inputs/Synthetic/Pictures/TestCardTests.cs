using MssTools.Core.Inputs.Synthetic;
using MssTools.Core.Inputs.Synthetic.Pictures;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic.Pictures;

public class TestCardTests
{
    [Fact]
    public void Draw_SmallPicture_LooksLikeThis()
    {
        var card = new TestCard(new SyntheticSettings { Width = 64, Height = 64, FramesPerSecond = 8, Bitrate = 100_000, Name = "Ab" });

        card.Draw(8 * (12 * 3600 + 34 * 60 + 56) + 5); // 12:34:56.625

        Assert.Equal(
            """
            ...........................###..####............................
            ..........................#...#.#...#...........................
            ..........................#...#.#...#...........................
            ..........................#####.####............................
            ..........................#...#.#...#...........................
            ..........................#...#.#...#...........................
            ..........................#...#.####............................
            ................................................................
            ....##..#####...#####.#...#...#####.#####...#####.#####.#####...
            .....#......#.......#.#...#...#.....#.......#.........#.#.......
            .....#......#.#.....#.#...#.#.#.....#.......#.........#.#.......
            .....#..#####....####.#####...#####.#####...#####.#####.#####...
            .....#..#.....#.....#.....#.#.....#.#...#...#...#.#.........#...
            .....#..#...........#.....#.......#.#...#...#...#.#.........#...
            .....#..#####...#####.....#...#####.#####.#.#####.#####.#####...
            ................................................................
            """,
            Text(card, 7, 16));
        Assert.Equal(
            "..####################################-----------------------...", Text(card, 31, 1));
        Assert.Equal(3, card.TextRows);
    }

    [Fact]
    public void Draw_AtTheBeep_BarIsFull()
    {
        var card = new TestCard(new SyntheticSettings { Width = 64, Height = 64, FramesPerSecond = 25 });

        card.Draw(27); // 80 ms

        Assert.Equal(new string('#', 59), Text(card, 31, 1).Trim('.'));
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(238, 64)]
    [InlineData(240, 64)]
    [InlineData(1920, 64)]
    [InlineData(64, 1088)]
    [InlineData(240, 1088)]
    [InlineData(1920, 1088)]
    public void Draw_AnySize_HasTheClockInside(int width, int height)
    {
        var card = new TestCard(new SyntheticSettings { Width = width, Height = height, Name = new string('W', 40) });
        card.Draw(0);
        string before = Text(card, 0, card.Canvas.MacroblockRows * card.Canvas.DotsPerMacroblock);
        card.Draw(1);

        Assert.NotEqual(before, Text(card, 0, card.Canvas.MacroblockRows * card.Canvas.DotsPerMacroblock));
        Assert.InRange(card.TextRows, 1, card.Canvas.MacroblockRows);
    }

    [Fact]
    public void Canvas_WhatChanged_IsStaleOnce()
    {
        var card = new TestCard(new SyntheticSettings { Width = 640, Height = 360 });
        card.Draw(0);
        int first = Stale(card);
        card.Draw(0);
        int same = Stale(card);
        card.Draw(1);
        int next = Stale(card);

        Assert.Equal(0, same);
        Assert.InRange(next, 5, first / 2);
    }

    [Fact]
    public void DotFont_EachGlyph_IsARectangleOfSevenRows() => Assert.All(
        Enumerable.Range(0, 128).Select(c => (char)c).Where(DotFont.Has),
        c => Assert.Equal(Enumerable.Repeat(DotFont.GlyphOf(c)[0].Length, DotFont.Height), DotFont.GlyphOf(c).Select(row => row.Length)));

    [Fact]
    public void DotFont_LettersDigitsAndMarks_AreThereAndDiffer()
    {
        string all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 " + DotFont.Marks.Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(all.Length, all.Select(c => string.Join('|', DotFont.GlyphOf(c))).Distinct().Count());
        Assert.False(DotFont.Has('ß'));
    }

    private static int Stale(TestCard card) => Enumerable.Range(0, card.Canvas.Macroblocks).Count(card.Canvas.TakeStale);

    private static string Text(TestCard card, int top, int rows) => string.Join('\n', Enumerable.Range(top, rows).Select(row =>
        string.Concat(Enumerable.Range(0, card.Canvas.Columns).Select(column => card.Canvas[column, row] switch
        {
            DotCanvas.Ink => '#',
            DotCanvas.Shade => '-',
            _ => '.',
        }))));
}
