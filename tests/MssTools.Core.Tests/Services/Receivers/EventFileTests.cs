using System.Text.Json;
using MssTools.Core.Services;
using MssTools.Core.Services.Receivers;
using Xunit;

namespace MssTools.Core.Tests.Services.Receivers;

/// <summary>A file of events that grows, is moved away, read by others, and stands on a disk that fills.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.Join("events.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deliver_IsALineForEachEvent_ThatOthersCanRead()
    {
        using EventFile file = Open();
        using var reader = new StreamReader(new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

        await Deliver(file, 1);
        Assert.Equal(1, Read(await reader.ReadLineAsync()));
        await Deliver(file, 2);
        Assert.Equal(2, Read(await reader.ReadLineAsync()));

        Assert.Equal([1, 2], Numbers(File));
    }

    [Fact]
    public async Task Deliver_FileIsThere_GoesOnBehindIt()
    {
        using (EventFile before = Open())
        {
            await Deliver(before, 1);
        }

        using EventFile file = Open();
        await Deliver(file, 2);

        Assert.Equal([1, 2], Numbers(File));
    }

    // By a power cut, or kill -9.
    [Fact]
    public async Task Deliver_LastLineIsTorn_EndsItFirst()
    {
        System.IO.File.WriteAllText(File, "{\"kind\":\"Err");
        using EventFile file = Open();

        await Deliver(file, 1);
        await Deliver(file, 2);

        Assert.Equal("{\"kind\":\"Err", System.IO.File.ReadLines(File).First());
        Assert.Equal([1, 2], System.IO.File.ReadLines(File).Skip(1).Select(Read));
    }

    [Fact]
    public async Task Deliver_FileIsFull_OneOldOneIsKept()
    {
        const long Size = 64 * 1024;
        using EventFile file = Open();
        int count = 0;
        while (!System.IO.File.Exists(File + ".1") || new FileInfo(File).Length < Size * 3 / 4)
        {
            await Deliver(file, ++count);
        }

        Assert.InRange(new FileInfo(File + ".1").Length, Size * 9 / 10, Size);
        Assert.Equal(Enumerable.Range(1, count), [.. Numbers(File + ".1"), .. Numbers(File)]);

        int before = Numbers(File)[0];
        while (Numbers(File)[0] == before)
        {
            await Deliver(file, ++count);
        }

        Assert.Equal(Enumerable.Range(before, count - before + 1), [.. Numbers(File + ".1"), .. Numbers(File)]);
        Assert.Equal(2, Directory.GetFiles(_folder.Join(), "events*").Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deliver_SomebodyTookTheFileAway_BeginsAnother(bool isMoved)
    {
        using EventFile file = Open();
        await Deliver(file, 1);
        if (isMoved)
        {
            System.IO.File.Move(File, _folder.Join("yesterday.jsonl"));
        }
        else
        {
            System.IO.File.Delete(File);
        }

        await Deliver(file, 2);

        Assert.Equal([2], Numbers(File));
    }

    // Lines are there as a whole or not at all, and it goes on when there is room.
    [Fact]
    public async Task Deliver_DiskIsFull_LosesWholeLinesAndGoesOn()
    {
        var disk = new SmallStream { Room = 1_000_000 };
        using var file = new EventFile(File, 1_000_000, _ => disk);
        await Deliver(file, 1);
        disk.Room = disk.Length + 10;

        for (int i = 2; i < 5; i++)
        {
            MssException failure = await Assert.ThrowsAsync<MssException>(() => Deliver(file, i));
            Assert.Equal(MssError.SinkFailed, failure.Code);
            Assert.Contains("no space", failure.Message, StringComparison.Ordinal);
        }

        disk.Room = 1_000_000;
        await Deliver(file, 5);

        Assert.Equal([1, 5], disk.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read));
    }

    [Fact]
    public void Open_FolderIsNotThere_IsRefused()
    {
        MssException refused = Assert.Throws<MssException>(
            () => EventFile.Open(new EventReceiverDefinition { Name = "log", Path = _folder.Join("none", "events.jsonl") }));

        Assert.Equal(MssError.NotFound, refused.Code);
    }

    private EventFile Open() => EventFile.Open(new EventReceiverDefinition { Name = "log", Path = File, MaximumSize = 64 * 1024 });

    private static Task Deliver(EventFile file, int number) => file.DeliverAsync(
        new MssEvent { StreamId = number, Message = "Something happened." }, "id", static _ => { }, CancellationToken.None);

    private static List<int> Numbers(string path) => [.. System.IO.File.ReadLines(path).Select(Read)];

    private static int Read(string? line) => JsonSerializer.Deserialize<MssEvent>(line!, WireJson.Clear)!.StreamId;

    /// <summary>A file on a disk that has only so much room; what fits is written before it fails.</summary>
    private sealed class SmallStream : Stream
    {
        private readonly MemoryStream _bytes = new();

        public long Room { get; set; }

        public string Text => System.Text.Encoding.UTF8.GetString(_bytes.ToArray());

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _bytes.Length;

        public override long Position
        {
            get => _bytes.Position;
            set => _bytes.Position = value;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Clamp(Room - Position, 0, count);
            _bytes.Write(buffer, offset, fits);
            if (fits < count)
            {
                throw new IOException("There is no space left on the disk.");
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => _bytes.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => _bytes.Seek(offset, origin);

        public override void SetLength(long value) => _bytes.SetLength(value);

        // It is opened again and again.
        protected override void Dispose(bool disposing) => base.Dispose(disposing);
    }
}
