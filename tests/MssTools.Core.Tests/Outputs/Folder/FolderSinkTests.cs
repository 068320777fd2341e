using System.Diagnostics;
using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Outputs.Folder;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs.Folder;

public sealed class FolderSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Store_MakesFoldersAndTheWholeFileAndNothingElse()
    {
        Sink().Store(TestGroup.Packaged("a/video/1000000/0.fmp4", [9, 8, 7], At(Video(), 7, bytes: 2)));

        Assert.Equal(["a/video/1000000/0.fmp4"], _folder.List());
        Assert.Equal([9, 8, 7, 38, 75], File.ReadAllBytes(_folder.Join("a/video/1000000/0.fmp4")));
    }

    [Fact]
    public void Store_TakenName_IsReplaced()
    {
        _folder.Add("a/video/1000000/0.fmp4", "a longer file of an earlier run");

        Sink().Store(TestGroup.Packaged("a/video/1000000/0.fmp4", [9]));

        Assert.Equal([9], File.ReadAllBytes(_folder.Join("a/video/1000000/0.fmp4")));
    }

    [Fact]
    public void Store_SourceFails_LeavesNothingAndTheEarlierFileAsItWas()
    {
        _folder.Add("a/video/1000000/0.fmp4", "earlier");
        using MediaFile media = MediaFile.Open(_folder.Add("media", "12345678"));
        var torn = new Sample(Video(), 0, 1, 0, true, new Payload(media, 4, 100));

        var failure = Assert.Throws<MssException>(() => Sink().Store(TestGroup.Packaged("a/video/1000000/0.fmp4", [9], torn)));

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.Equal(["a/video/1000000/0.fmp4", "media"], _folder.List());
        Assert.Equal("earlier", File.ReadAllText(_folder.Join("a/video/1000000/0.fmp4")));
    }

    [Fact]
    public void Store_NameIsAFolder_IsASinkFailureAndLeavesNothing()
    {
        Directory.CreateDirectory(_folder.Join("a/video/1000000/0.fmp4"));

        var failure = Assert.Throws<MssException>(() => Sink().Store(TestGroup.Packaged("a/video/1000000/0.fmp4")));

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.Equal(["a/video/1000000/0.fmp4/"], _folder.List());
    }

    [Fact]
    public void Store_FolderIsAFile_IsASinkFailure()
    {
        _folder.Add("a", "in the way");

        var failure = Assert.Throws<MssException>(() => Sink().Store(TestGroup.Packaged("a/video/1000000/0.fmp4")));

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.Equal(["a"], _folder.List());
    }

    [Fact]
    public void StoreManifest_Twice_KeepsTheNewer()
    {
        FolderSink sink = Sink();

        sink.StoreManifest("manifest.ismc", "first and longer"u8.ToArray());
        sink.StoreManifest("manifest.ismc", "second"u8.ToArray());

        Assert.Equal(["manifest.ismc"], _folder.List());
        Assert.Equal("second", File.ReadAllText(_folder.Join("manifest.ismc")));
    }

    // A player that asks all the time must always get a whole manifest: the old one or the new one.
    [Fact]
    public async Task StoreManifest_WhileItIsRead_IsAlwaysWhole()
    {
        FolderSink sink = new(_folder.Path, durable: false);
        sink.StoreManifest("manifest.ismc", Manifest(0));
        const int Enough = 100;
        int reads = 0;
        Task player = Task.Run(() =>
        {
            for (; reads < Enough; Interlocked.Increment(ref reads))
            {
                byte[] bytes = File.ReadAllBytes(_folder.Join("manifest.ismc"));
                Assert.Equal(100_000, bytes.Length);
                Assert.Equal(bytes[0], bytes[^1]);
            }
        });

        var watch = Stopwatch.StartNew();
        for (int i = 0; !player.IsCompleted && watch.Elapsed < TimeSpan.FromSeconds(20); i++)
        {
            sink.StoreManifest("manifest.ismc", Manifest(i));
        }

        await player;

        static byte[] Manifest(int i) => [.. Enumerable.Repeat((byte)i, 100_000)];
    }

    [Fact]
    public void Store_FolderTakenAway_IsClaimedAndMadeAnew()
    {
        int claims = 0;
        var sink = new FolderSink(_folder.Join("g"), durable: true, () => claims++);
        Assert.False(sink.Store(TestGroup.Packaged("a/video/1000000/0.fmp4")));
        Assert.False(sink.Store(TestGroup.Packaged("a/video/1000000/1.fmp4")));
        Assert.Equal(1, claims);

        Directory.Delete(_folder.Join("g"), recursive: true);
        Assert.True(sink.Store(TestGroup.Packaged("a/video/1000000/2.fmp4")));
        Directory.Delete(_folder.Join("g"), recursive: true);
        sink.StoreManifest("manifest.ismc", "manifest"u8.ToArray());

        Assert.Equal(4, claims); // for the manifest once before it, and once for its folder
        Assert.Equal(["g/manifest.ismc"], _folder.List());
    }

    // Somebody deleted the folder to make room, and there is none yet: who stores the next fragment must still know.
    [Fact]
    public void Store_FolderTakenAwayAndFirstStoreFails_NextOneTells()
    {
        FolderSink sink = Sink();
        sink.Store(TestGroup.Packaged("a/video/1000000/0.fmp4"));
        Directory.Delete(_folder.Join("a"), recursive: true);
        using MediaFile media = MediaFile.Open(_folder.Add("media", "12345678"));
        var torn = new Sample(Video(), 0, 1, 0, true, new Payload(media, 4, 100));

        Assert.Throws<MssException>(() => sink.Store(TestGroup.Packaged("a/video/1000000/1.fmp4", [9], torn)));

        Assert.True(sink.Store(TestGroup.Packaged("a/video/1000000/2.fmp4")));
        Assert.False(sink.Store(TestGroup.Packaged("a/video/1000000/3.fmp4")));
    }

    // The first fragments of a track are stored at a time. That their folder is not there yet does not mean that it was taken away,
    // not even for who looks when another has just made it.
    [Fact]
    public async Task Store_FirstFragmentsOfATrackAtATime_NoneAreGone()
    {
        const int Tracks = 400;
        FolderSink sink = new(_folder.Path, durable: false);
        using var start = new Barrier(4);

        bool[][] gone = await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(writer => Task.Factory.StartNew(
            () =>
            {
                bool[] areGone = new bool[Tracks];
                for (int track = 0; track < Tracks; track++)
                {
                    start.SignalAndWait();
                    areGone[track] = sink.Store(TestGroup.Packaged($"a/video/{track}/{writer}.fmp4", [1]));
                }

                return areGone;
            },
            TaskCreationOptions.LongRunning)));

        Assert.All(gone, writer => Assert.DoesNotContain(true, writer));
    }

    [Fact]
    public void Store_ClaimRefused_StoresNothing()
    {
        var sink = new FolderSink(
            _folder.Join("g"), durable: true, () => throw new MssException(MssError.GroupInUse, "taken"));

        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => sink.StoreManifest("manifest.ismc", "m"u8.ToArray())).Code);
        Assert.Equal(
            MssError.GroupInUse, Assert.Throws<MssException>(() => sink.Store(TestGroup.Packaged("a/video/1/0.fmp4"))).Code);
        Assert.Empty(_folder.List());
    }

    [Fact]
    public void Delete_OneThatIsGone_IsNoFailure()
    {
        FolderSink sink = Sink();
        sink.Store(TestGroup.Packaged("a/video/1000000/0.fmp4"));

        sink.Delete("a/video/1000000/0.fmp4");
        sink.Delete("a/video/1000000/0.fmp4");
        sink.Delete("gone/with/its/0.fmp4");

        Assert.Equal(["a/video/1000000/"], _folder.List());
    }

    [Fact]
    public void IsTemporary_OnlyUnfinishedNames()
    {
        Assert.True(FolderSink.IsTemporary(".0.fmp4.partial"));
        Assert.False(FolderSink.IsTemporary("0.fmp4"));
    }

    // Ranges of a file, side by side or not, larger or smaller than the buffer, and bytes in memory: all arrive in order.
    [Fact]
    public void Store_AnyMixOfPayloads_WritesTheirBytesInOrder()
    {
        byte[] media = [.. Enumerable.Range(0, 1_500_000).Select(i => (byte)(i * 7 + i / 251))];
        File.WriteAllBytes(_folder.Join("media"), media);
        using MediaFile file = MediaFile.Open(_folder.Join("media"));
        FolderSink sink = new(_folder.Path, durable: false);
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 700_000]).Array[0, 6].Sample(
            parts =>
            {
                var samples = new List<Sample>();
                byte[] header = [1, 2, 3];
                var expected = new List<byte>(header);
                int next = 0;
                foreach ((bool inMemory, bool jump, int length) in parts)
                {
                    int start = jump ? length / 2 : next;
                    int count = Math.Min(length, media.Length - start);
                    ReadOnlyMemory<byte> bytes = media.AsMemory(start, count);
                    samples.Add(new Sample(Video(), 0, 1, 0, true, inMemory ? new Payload(bytes) : new Payload(file, start, count)));
                    expected.AddRange(bytes.Span);
                    next = start + count;
                }

                sink.Store(TestGroup.Packaged("0.fmp4", header, [.. samples]));

                Assert.True(expected.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(_folder.Join("0.fmp4"))));
            },
            iter: 40,
            threads: 1);
    }

    // All folders share their buffers: none may be another's before its bytes are in the file.
    [Fact]
    public void Store_ManyFoldersAtOnce_EachFileHasItsOwnBytes()
    {
        const int Folders = 32; // more than there are buffers
        const int Files = 20;
        using var start = new Barrier(Folders);
        Thread[] threads = [.. Enumerable.Range(0, Folders).Select(i => new Thread(() =>
        {
            var sink = new FolderSink(_folder.Join($"{i}"), durable: false);
            byte[] content = ContentOf(i);
            start.SignalAndWait();
            for (int file = 0; file < Files; file++)
            {
                sink.Store(TestGroup.Packaged($"{file}.fmp4", content));
            }
        }))];

        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.All(
            Enumerable.Range(0, Folders * Files),
            i => Assert.True(ContentOf(i / Files).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.Join($"{i / Files}/{i % Files}.fmp4")))));
        static byte[] ContentOf(int folder) => [.. Enumerable.Repeat((byte)(folder + 1), 100_000 + folder)];
    }

    public void Dispose() => _folder.Dispose();

    private FolderSink Sink() => new(_folder.Path, durable: true);
}
