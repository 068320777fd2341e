using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Inputs.Ts;
using Xunit;

namespace MssTools.Core.Tests.Inputs;

public class SourceFactoryTests
{
    [Theory]
    [InlineData("bframes.mov", typeof(Mp4Reader))]
    [InlineData("plain-faststart.mp4", typeof(Mp4Reader))]
    [InlineData("fragmented.mp4", typeof(FragmentedMp4Reader))]
    [InlineData("bframes.ismv", typeof(FragmentedMp4Reader))]
    public void Open_IsoFile_ChoosesByItsMoov(string name, Type expected)
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "mp4", name));

        Assert.IsType(expected, reader);
    }

    [Fact]
    public void Open_Flv_IsRead()
    {
        using var file = new TemporaryFile("FLV\x01\x05\0\0\0\x09\0\0\0\0"u8);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.IsType<FlvReader>(reader);
    }

    [Theory]
    [InlineData(188, 0, 12)]
    [InlineData(188, 100, 12)]  // starts within a packet
    [InlineData(192, 4, 12)]
    [InlineData(204, 0, 12)]
    [InlineData(188, 0, 1)]     // one packet
    public void Open_SyncBytesOfATransportStream_IsRead(int packetSize, int start, int packets)
    {
        byte[] bytes = new byte[start + (packetSize * packets)];
        for (int i = start; i < bytes.Length; i += packetSize)
        {
            bytes[i] = 0x47;
        }

        AssertTransportStream(bytes);
    }

    [Fact]
    public void Open_RubbishBeforeAndWithinATransportStream_IsRead()
    {
        byte[] bytes = File.ReadAllBytes(GoldenFiles.PathOf("inputs", "bframes.ts"));
        byte[] rubbish = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 31))];

        AssertTransportStream([.. rubbish, .. bytes[..1880], .. rubbish, .. bytes[1880..]]);
    }

    [Theory]
    [InlineData("1a45dfa3a34286810142f7810142f2810442", "it is Matroska or WebM")]
    [InlineData("68656c6c6f", "it starts with '68656c6c6f'")]
    [InlineData("", "is empty")]
    [InlineData("47", "")] // a lone sync byte: taken for a transport stream, and then there is nothing in it
    public void Open_SomethingElse_IsToldByItsFirstBytes(string hex, string said)
    {
        using var file = new TemporaryFile(Convert.FromHexString(hex));
        MssException failure = Assert.Throws<MssException>(() =>
        {
            using IMediaReader reader = SourceFactory.Open(file.Path);
            _ = reader.ReadSamples(CancellationToken.None).Count();
        });

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_Folder_IsUnsupportedRatherThanWaitedFor()
    {
        using var folder = new TemporaryFolder();

        var input = new LocalStreamDefinition { Name = "a", Source = folder.Path };
        MssException failure = Assert.Throws<MssException>(() => SourceFactory.TryOpen(input, TimeProvider.System, CancellationToken.None));

        Assert.Equal((MssError.Unsupported, $"'{folder.Path}' is a folder."), (failure.Code, failure.Message));
    }

    [Fact]
    public void Open_NoSuchFile_IsNotFound() =>
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => SourceFactory.Open("/nowhere/at/all.mp4")).Code);

    private static void AssertTransportStream(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.IsType<TsReader>(reader);
    }
}
