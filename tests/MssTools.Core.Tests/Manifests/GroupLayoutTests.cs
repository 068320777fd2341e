using CsCheck;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;
using Xunit;

namespace MssTools.Core.Tests.Manifests;

public sealed class GroupLayoutTests : IDisposable
{
    private const string Names = "0123456789.fmp4partialvideo-٣\n";
    private static readonly string[] s_usual =
    [
        "video", "audio", "Video", "a", "b", "1000000", "0", "007", "12345678901", "١٢", "5.fmp4", ".5.fmp4.partial", ".5.fmp4",
        "5.fmp4.partial", "٣.fmp4", "5.fmp4\n", "5.FMP4", "x5.fmp4", "99999999999999999999.fmp4", "manifest.ismc", "notes.txt",
    ];

    private static readonly Gen<string> s_name = Gen.OneOf(
        Gen.Char[Names].Array[1, 12].Select(c => new string(c)),
        Gen.Int[0, s_usual.Length - 1].Select(i => s_usual[i]),
        Gen.Long[0, long.MaxValue].Select(n => n + ".fmp4"));

    private readonly TemporaryFolder _folder = new();

    // The reference server lays out one stream so, and several otherwise.
    [Fact]
    public void PathOf_OneStream_IsStreamKindBitrateTime()
    {
        var layout = new GroupLayout(["myStream"], 1000);

        Assert.Equal("myStream/audio/51265536/1763952200000.fmp4", layout.PathOf(Contents.Audio, 51_265_536, 17_639_522_000_000_000));
        Assert.Equal("myStream/video/51265536/1763952200000.fmp4", layout.PathOf(Contents.Video, 51_265_536, 17_639_522_000_000_000));
        Assert.Equal("myStream/video/{bitrate}/{start time}.fmp4", layout.UrlOf(Contents.Video));
    }

    [Fact]
    public void PathOf_SeveralStreams_IsBitrateKindTime()
    {
        var layout = new GroupLayout(["myStream1", "myStream2"], 1000);

        Assert.Equal("10000000/audio/1763952200000.fmp4", layout.PathOf(Contents.Audio, 10_000_000, 17_639_522_000_000_000));
        Assert.Equal("20000000/video/1763952200000.fmp4", layout.PathOf(Contents.Video, 20_000_000, 17_639_522_000_000_000));
        Assert.Equal("{bitrate}/audio/{start time}.fmp4", layout.UrlOf(Contents.Audio));
    }

    [Fact]
    public void UrlOf_NameWithSpacesOrPlus_IsEscapedWhereThePathIsNot()
    {
        var layout = new GroupLayout(["my stream+1"], 10_000_000);

        Assert.Equal("my%20stream%2B1/video/{bitrate}/{start time}.fmp4", layout.UrlOf(Contents.Video));
        Assert.Equal("my stream+1/video/5/0.fmp4", layout.PathOf(Contents.Video, 5, 0));
    }

    [Fact]
    public void TimeOf_WhatPathOfNames_ComesBack() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Int[1, 10_000]).Sample((timeMs, scale) =>
        {
            var layout = new GroupLayout(["a"], scale * 1000);
            return layout.TimeOf(layout.PathOf(Contents.Video, 1, timeMs * 10_000)) == timeMs * 10_000;
        });

    [Fact]
    public void TimeOf_TemporaryName_IsNone() =>
        Assert.Null(new GroupLayout(["a"], 1000).TimeOf("a/video/1/.5.fmp4.partial"));

    // A live group of 10,000,000 ticks a second leaves 17 digits; read as milliseconds they are past the end of time.
    [Fact]
    public void TimeOf_NameOfAnotherTimeScale_IsNone() =>
        Assert.Null(new GroupLayout(["a"], 1000).TimeOf("a/video/1/17639522000000000.fmp4"));

    [Theory]
    [InlineData("a")]
    [InlineData("a", "b")]
    public void FindFragments_AmongForeignFiles_NamesTheLayoutsAlone(params string[] streams)
    {
        string[] own = streams.Length == 1
            ? ["a/audio/128000/.7.fmp4.partial", "a/audio/128000/0.fmp4", "a/video/1000000/20000000.fmp4"]
            : ["128000/audio/.7.fmp4.partial", "128000/audio/0.fmp4", "1000000/video/20000000.fmp4"];
        string[] foreign =
        [
            "manifest.ismc", "notes.txt", "0.fmp4", "a/0.fmp4", "a/video/0.fmp4", "a/video/1000000/x.fmp4", "a/video/1000000/0.mp4",
            "a/video/1000000/0.fmp4.bak", "a/video/1000000/deeper/0.fmp4", "a/text/1000000/0.fmp4", "b/video/1000000/0.fmp4",
            "1000000/text/0.fmp4", "1000000/0.fmp4", "1000000/video/.0.fmp4", "1000000/video/0.fmp4.partial", "1000000/video/٣.fmp4",
            "x1000000/video/0.fmp4", "a/video/1000000/.0.fmp4", "a/video/1000000/0.fmp4.partial", "a/video/x/0.fmp4",
        ];
        foreach (string path in own.Concat(foreign).Distinct())
        {
            _folder.Add(path);
        }

        IEnumerable<string> found = new GroupLayout(streams, 10_000_000).FindFragments(_folder.Path);

        Assert.Equal(own.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void FindFragments_Links_AreNotFollowed()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Add("video/1000000/0.fmp4");
        elsewhere.Add("1000000/0.fmp4");
        elsewhere.Add("0.fmp4");
        Directory.CreateSymbolicLink(_folder.Join("linked"), elsewhere.Path);
        Directory.CreateDirectory(_folder.Join("own", "audio"));
        Directory.CreateSymbolicLink(_folder.Join("own", "video"), elsewhere.Path);
        Directory.CreateSymbolicLink(_folder.Join("own", "audio", "1000000"), elsewhere.Path);

        Assert.Empty(new GroupLayout(["linked"], 1).FindFragments(_folder.Path));
        Assert.Empty(new GroupLayout(["own"], 1).FindFragments(_folder.Path));
    }

    [Fact]
    public void FindFragments_NoFolder_IsEmpty() =>
        Assert.Empty(new GroupLayout(["a", "b"], 1).FindFragments(_folder.Join("none")));

    [Fact]
    public void FindFragments_AnyTree_NamesOnlyWhatPathOfOrItsTemporaryNameIs() =>
        Gen.Select(Gen.Select(s_name, s_name, s_name).Array[1, 12], Gen.Bool).Sample(
            (paths, single) =>
            {
                using var folder = new TemporaryFolder();
                foreach ((string one, string two, string three) in paths)
                {
                    TryAdd(folder, one, two, three);
                }

                var layout = new GroupLayout(single ? ["a"] : ["a", "b"], 10_000_000);
                Assert.All(layout.FindFragments(folder.Path), path => Assert.True(IsOwn(layout, path, single), path));
            },
            iter: 300);

    public void Dispose() => _folder.Dispose();

    // Says in another way than the product what an own file is: one that the layout would name again.
    private static bool IsOwn(GroupLayout layout, string path, bool single)
    {
        string[] parts = path.Split('/');
        string kind = parts[1];
        long bitrate = long.Parse(single ? parts[2] : parts[0], System.Globalization.CultureInfo.InvariantCulture);
        string file = parts[^1].StartsWith('.') && parts[^1].EndsWith(".partial", StringComparison.Ordinal) ? parts[^1][1..^8] : parts[^1];
        return long.TryParse(file[..^5], out long time)
            && layout.PathOf(kind == "video" ? Contents.Video : Contents.Audio, bitrate, time) == string.Join('/', [.. parts[..^1], file]);
    }

    private static void TryAdd(TemporaryFolder folder, params string[] names)
    {
        if (names.Any(n => n is "." or ".."))
        {
            return;
        }

        try
        {
            folder.Add(Path.Join(names));
        }
        catch (IOException)
        {
            // A name that stands for a file already and would have to be a folder.
        }
        catch (UnauthorizedAccessException)
        {
            // The other way round.
        }
    }
}
