using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AvcRandomAccessTests
{
    private readonly InputWarnings _warnings = new();
    private readonly AvcRandomAccess _access;

    public AvcRandomAccessTests() => _access = new AvcRandomAccess("The picture", 1000, _warnings);

    // One letter a second: D is an IDR picture, R a recovery point, I an I picture, P another; in lower case the container
    // does not mark it. Of each: K is a sync sample, '.' none, '-' left out.
    [Theory]
    [InlineData("DppD", "K..K")]
    [InlineData("ppRpp", "--K..")]          // where the track begins
    [InlineData("ppIpp", "--K..")]
    [InlineData("ppipp", "-----")]          // neither mark nor SEI
    [InlineData("PPDpp", "--K..")]          // marked, but P
    [InlineData("DpRpIppdp", "K......K.")]  // IDR pictures come: only they count; a missing mark loses nothing
    [InlineData("DpppppppppRpRpp", "K.........K....")] // ten seconds without
    [InlineData("DppppppppprpIpp", "K.........K....")]
    [InlineData("DpppppppppPpIpp", "K...........K..")]
    public void IsSync_Pictures_TheNalUnitsDecide(string pictures, string expected) =>
        Assert.Equal(expected, string.Concat(pictures.Select((c, second) => Push(c, second * 1000))));

    [Theory]
    [InlineData("ppRpDp", "--K.K.")]
    [InlineData("pD", "-K")]
    public void Lose_WhatFollows_IsLeftOutUpToTheNextStart(string behind, string expected)
    {
        Push('D', 0);
        _access.Lose(pictures: 2);

        Assert.Equal(expected, string.Concat(behind.Select((c, i) => Push(c, 1000 + i * 40))));

        int leftOut = 2 + expected.Count(c => c == '-');
        Assert.Equal(
            $"The picture: {leftOut} pictures behind a loss or damage are left out, up to where decoding can start again.",
            Assert.Single(_warnings.All));
    }

    [Fact]
    public void Lose_Twice_OneWarningCountsBoth()
    {
        Push('D', 0);
        _access.Lose(1);
        Push('D', 40);
        _access.Lose(1);
        Push('p', 80);
        _access.End();

        Assert.Equal(
            "The picture: 3 pictures behind 2 losses or damages are left out, up to where decoding can start again.",
            Assert.Single(_warnings.All));
    }

    [Fact]
    public void IsSync_NotConfigured_WaitsForTheNextStart()
    {
        Assert.False(_access.IsSync(AvcStart.Idr, isConfigured: false, 0));
        Assert.True(_access.IsWaiting);
        Assert.True(_access.IsSync(AvcStart.Idr, isConfigured: true, 40));
        Assert.Equal(
            "The picture: 1 picture before the first that decoding can start at, at 0.04 s, are left out.", Assert.Single(_warnings.All));
    }

    [Fact]
    public void End_NothingToStartAt_SaysSo()
    {
        Push('p', 0);
        Push('p', 40);
        _access.End();

        Assert.Contains("2 pictures are left out, all there are", Assert.Single(_warnings.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DPdP", "first at 1 s: a picture is marked that is no IDR picture")]
    [InlineData("DpdP", "first at 2 s: an IDR picture is not marked")]
    [InlineData("DprD", null)] // a recovery point that is not marked
    [InlineData("RpDp", null)]
    public void IsSync_MarksAreWrong_IsToldOnce(string pictures, string? expected)
    {
        for (int i = 0; i < pictures.Length; i++)
        {
            Push(pictures[i], i * 1000);
        }

        Assert.Equal(expected is null ? 0 : 1, _warnings.All.Count);
        Assert.All(_warnings.All, warning => Assert.Contains(expected!, warning, StringComparison.Ordinal));
    }

    private char Push(char picture, long time)
    {
        AvcStart start = char.ToUpperInvariant(picture) switch
        {
            'D' => AvcStart.Idr,
            'R' => AvcStart.RecoveryPoint,
            'I' => AvcStart.Intra,
            _ => AvcStart.None,
        };
        bool isSync = _access.IsSync(start, isConfigured: true, time, char.IsUpper(picture));
        return isSync ? 'K' : _access.IsWaiting ? '-' : '.';
    }
}
