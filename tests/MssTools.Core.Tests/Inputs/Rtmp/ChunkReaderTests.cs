using CsCheck;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class ChunkReaderTests
{
    private const string Head0 = "04" + "000064" + "000004" + "09" + "01000000"; // stream 4, at 100, 4 bytes of video on 1

    [Theory]
    [InlineData(Head0 + "aabbccdd", "9/1@100:aabbccdd")]
    [InlineData("00" + "00" + "000064" + "000001" + "08" + "01000000" + "aa", "8/1@100:aa")]      // chunk stream 64
    [InlineData("01" + "ffff" + "000064" + "000001" + "08" + "01000000" + "aa", "8/1@100:aa")]    // chunk stream 65599
    [InlineData("04" + "000064" + "000000" + "09" + "01000000", "9/1@100:")]                      // no content
    [InlineData("04" + "ffffff" + "000001" + "09" + "01000000" + "01000000" + "aa", "9/1@16777216:aa")]
    public void Read_FullHeader_GivesTheMessage(string chunks, string expected) =>
        Assert.Equal([expected], Chunks.Read(chunks).Select(Chunks.Draw));

    [Theory]
    [InlineData("44" + "000028" + "000001" + "08" + "ee", "8/1@140:ee")]  // type 1: another length and type
    [InlineData("84" + "000028" + "eeeeeeee", "9/1@140:eeeeeeee")]        // type 2: another time
    [InlineData("c4" + "eeeeeeee", "9/1@200:eeeeeeee")]                   // type 3: "later by the first's time"
    [InlineData("84" + "000028" + "eeeeeeee" + "c4" + "ffffffff", "9/1@140:eeeeeeee", "9/1@180:ffffffff")]
    [InlineData("84" + "ffffff" + "01000000" + "eeeeeeee", "9/1@16777316:eeeeeeee")]
    public void Read_ShortHeader_TakesTheRestFromTheOneBefore(string chunks, params string[] expected) =>
        Assert.Equal(["9/1@100:aabbccdd", .. expected], Chunks.Read(Head0 + "aabbccdd" + chunks).Select(Chunks.Draw));

    [Fact]
    public void Read_TypeThreeAfterALateFullHeader_IsAtTheSameTime()
    {
        const string Late = "04" + "0f4240" + "000001" + "09" + "01000000" + "aa"; // 1000 s

        Assert.Equal(["9/1@1000000:aa", "9/1@1000000:bb"], Chunks.Read(Late + "c4" + "bb").Select(Chunks.Draw));
    }

    [Fact]
    public void Read_ChunksOfTwoStreams_AreToldApart()
    {
        string chunks = Head0 + "aabb" + "05" + "000032" + "000003" + "08" + "01000000" + "1122" + "c4" + "ccdd" + "c5" + "33";

        Assert.Equal(["9/1@100:aabbccdd", "8/1@50:112233"], Chunks.Read(chunks, chunkSize: 2).Select(Chunks.Draw));
    }

    // ffmpeg, GStreamer and OBS repeat the extended timestamp in chunks of type 3; others do not.
    [Theory]
    [InlineData("01000000")]
    [InlineData("")]
    public void Read_ExtendedTimestampInTypeThree_IsReadWhereItIs(string repeated)
    {
        string chunks = "04" + "ffffff" + "000006" + "09" + "01000000" + "01000000" + "aabbcc" + "c4" + repeated + "ddeeff";

        Assert.Equal(["9/1@16777216:aabbccddeeff"], Chunks.Read(chunks, chunkSize: 3).Select(Chunks.Draw));
    }

    [Fact]
    public void Read_TimestampsOver32Bits_Wrap()
    {
        string chunks = "04" + "ffffff" + "000001" + "09" + "01000000" + "fffffff0" + "aa" + "84" + "000028" + "bb";

        Assert.Equal(["9/1@4294967280:aa", "9/1@24:bb"], Chunks.Read(chunks).Select(Chunks.Draw));
    }

    [Fact]
    public void Read_SetChunkSize_CountsFromTheNextChunk()
    {
        string chunks = "02" + "000000" + "000004" + "01" + "00000000" + "00000003" + Head0 + "aabbcc" + "c4" + "dd";

        Assert.Equal(["1/0@0:00000003", "9/1@100:aabbccdd"], Chunks.Read(chunks).Select(Chunks.Draw));
    }

    [Fact]
    public void Abort_ForgetsTheMessage()
    {
        var reader = new ChunkReader { ChunkSize = 2 };
        ReadOnlySpan<byte> part = Convert.FromHexString(Head0 + "aabb");
        Assert.False(reader.TryRead(ref part, out _));

        reader.Abort(4);
        reader.Abort(5); // which was never used

        ReadOnlySpan<byte> next = Convert.FromHexString(Head0 + "1122" + "c4" + "3344");
        Assert.True(reader.TryRead(ref next, out RtmpMessage message));
        Assert.Equal("9/1@100:11223344", Chunks.Draw(message));
    }

    [Theory]
    [InlineData("c4" + "aa", "chunk stream 4 starts with a header of type 3")]
    [InlineData("44" + "000028" + "000001" + "08" + "ee", "chunk stream 4 starts with a header of type 1")]
    [InlineData("04" + "000064" + "800001" + "09" + "01000000", "a message has 8388609 bytes, more than 8388608")]
    [InlineData(Head0 + "aabb" + "04" + "000064" + "000005" + "09" + "01000000", "starts a message of 5 bytes while 2 of another")]
    public void Read_WhatCannotBe_IsMalformed(string chunks, string message)
    {
        MssException failure = Assert.Throws<MssException>(() => Chunks.Read(chunks, chunkSize: 2));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void ChunkSize_LessThanOne_IsMalformed(int size) =>
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => new ChunkReader { ChunkSize = size }).Code);

    [Fact]
    public void Read_MoreChunkStreamsThanAnyoneNeeds_IsMalformed()
    {
        string chunks = string.Concat(Enumerable.Range(0, 65).Select(i => $"00{i:x2}" + "000064" + "000001" + "09" + "01000000" + "aa"));

        Assert.Contains("more than 64", Assert.Throws<MssException>(() => Chunks.Read(chunks)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMessagesThatClaimEightMiB_AllocatesLittleAndThenRefuses()
    {
        string chunks = string.Concat(Enumerable.Range(0, 64).Select(i => $"00{i:x2}" + "000064" + "800000" + "09" + "01000000" + "aa"));
        byte[] bytes = Convert.FromHexString(chunks);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<MssException>(() => Chunks.Read(bytes, chunkSize: 1));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    // Two of eight MiB may come at a time. Three would fit into what is allocated for their first bytes, but not later.
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Read_MessagesThatComeTogether_AreLimitedByWhatTheyClaim(int messages, bool refused)
    {
        string chunks = string.Concat(Enumerable.Range(3, messages).Select(i => $"{i:x2}" + "000064" + "800000" + "09" + "01000000" + "aa"));

        Exception? failure = Record.Exception(() => Chunks.Read(Convert.FromHexString(chunks), chunkSize: 1));

        Assert.Equal(refused, failure is MssException { Code: MssError.MalformedInput });
    }

    // 26 bytes each: what is allocated is what came, but for the first time.
    [Fact]
    public void Abort_OfLargeMessagesAgainAndAgain_AllocatesLittle()
    {
        const string Begin = "04" + "000064" + "040000" + "09" + "01000000" + "aa";
        var reader = new ChunkReader { ChunkSize = 1 };
        byte[] begin = Convert.FromHexString(Begin);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            ReadOnlySpan<byte> bytes = begin;
            Assert.False(reader.TryRead(ref bytes, out _));
            reader.Abort(4);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(131_072, 131_072)]     // at once
    [InlineData(1_000_000, 2_100_000)] // grows once, from what may be allocated in advance
    public void Read_MessageOfAPublisher_IsAllocatedOnceWhereItIsUsual(int length, long most)
    {
        var writer = new ChunkWriter();
        writer.SetChunkSize(4096);
        writer.Clear();
        writer.Write(6, new RtmpMessage(RtmpMessageType.Video, 1, 0, new byte[length]));
        byte[] bytes = writer.Written.ToArray();
        var reader = new ChunkReader { ChunkSize = 4096 };
        long before = GC.GetAllocatedBytesForCurrentThread();

        ReadOnlySpan<byte> rest = bytes;
        bool isThere = reader.TryRead(ref rest, out RtmpMessage message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, length, most + 2000);
        Assert.True(isThere);
        Assert.Equal(length, message.Payload.Length);
    }

    [Theory]
    [InlineData("010000", 1, null)]
    [InlineData("010001", 1, "a message has 65537 bytes, more than 65536")]
    [InlineData("010000", 3, "messages of 131072 bytes are unfinished, and another of 65536 starts")]
    public void Read_Stranger_MayClaimLittleAndIsGivenNothingInAdvance(string length, int messages, string? refusal)
    {
        var reader = new ChunkReader { ChunkSize = 1, Limits = ChunkLimits.Stranger };
        byte[] bytes = Convert.FromHexString(
            string.Concat(Enumerable.Range(3, messages).Select(i => $"{i:x2}" + "000064" + length + "14" + "00000000" + "aa")));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Exception? failure = Record.Exception(() =>
        {
            ReadOnlySpan<byte> rest = bytes;
            reader.TryRead(ref rest, out _);
        });

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.Equal(refusal, failure?.Message["RTMP chunks: ".Length..^1]);
    }

    [Fact]
    public void Read_WhatTheWriterWrote_InAnyPiecesAndChunkSizes_IsTheSame()
    {
        Gen<RtmpMessage> message = Gen.Select(
            Gen.Int[0, 3].Select(i => new[] { RtmpMessageType.Audio, RtmpMessageType.Video, RtmpMessageType.Data, RtmpMessageType.Command }[i]),
            Gen.UInt,
            Gen.OneOf(Gen.UInt, Gen.UInt[0xFFFFF0, 0x1000010]),
            Gen.Byte.Array[0, 700],
            (type, stream, time, payload) => new RtmpMessage(type, stream, time, payload));
        Gen.Select(Gen.Select(Gen.Int[2, 70], message).Array[1, 8], Gen.Int[1, 300], Gen.Int[1, 400].Array[1, 9]).Sample((messages, chunkSize, pieces) =>
        {
            var writer = new ChunkWriter();
            writer.SetChunkSize(chunkSize);
            foreach ((int chunkStream, RtmpMessage sent) in messages)
            {
                writer.Write(chunkStream, sent);
            }

            List<RtmpMessage> read = Chunks.Read(writer.Written.ToArray(), 128, pieces);
            return read.Skip(1).Select(Chunks.Draw).SequenceEqual(messages.Select(m => Chunks.Draw(m.Item2)));
        });
    }

    [Fact]
    public void Read_AnyBytes_GivesMessagesOrMalformedInput() =>
        Gen.Select(Gen.Byte.Array[0, 2000], Gen.Int[1, 200], Gen.Int[1, 100].Array[1, 5]).Sample((bytes, chunkSize, pieces) =>
        {
            try
            {
                _ = Chunks.Read(bytes, chunkSize, pieces);
            }
            catch (MssException failure)
            {
                Assert.Equal(MssError.MalformedInput, failure.Code);
            }
        });
}
