using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Tests.Access;
using MssTools.Core.Tests.Inputs.Flv;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public sealed class IngestServerTests : IDisposable
{
    private const string Started = "onStatus NetStream.Publish.Start";
    private const string BadName = "onStatus NetStream.Publish.BadName";
    private const string Denied = "onStatus NetStream.Publish.Denied";
    private const string Header = "17" + "00" + "000000" + FlvBuilder.Avcc;
    private const string Picture = "17" + "01" + "000000" + "0000000765888040112233";

    private readonly Publications _publications = new();
    private readonly FakeTimeProvider _time = new();
    private IngestServer? _server;

    public void Dispose() => _server?.Dispose();

    [Fact]
    public async Task Publish_NameIsFree_IsALocalStreamUntilItLeaves()
    {
        int port = Start();

        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(port, "cam?token=a");

        Assert.Equal(Started, status);
        MssPublisher publisher = Assert.Single(_server!.ToModel().Publishers);
        Assert.Equal(("cam", "FMLE/3.0 (test)"), (publisher.Name, publisher.Encoder));
        Assert.Equal(publisher.Source, _publications.Find("CAM")!.Source);
        encoder.Dispose();
        Until(() => _publications.Find("cam") is null && _server.ToModel().ConnectionCount == 0);
        Assert.Null(_server.ToModel().LastError);
    }

    [Fact]
    public async Task Publish_ReaderOpensLater_StartsWithTheHeaderAndTheKeyframe()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(), "cam");
        encoder.Video(0, Header);
        encoder.Video(0, Picture);
        encoder.Video(40, Picture);
        await encoder.FlushAsync();
        Until(() => ((Publication)_publications.Find("cam")!).Bytes == Header.Length / 2 + Picture.Length);

        using IMediaReader reader = _publications.Find("cam")!.TryOpen()!;
        encoder.Dispose();

        Assert.True(reader.IsLive);
        Assert.Equal([0L, 40], reader.ReadSamples(CancellationToken.None).Select(s => s.DecodeTime));
    }

    [Fact]
    public async Task Publish_BetweenTwoTicks_IsReadWithTheNext()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(ticks: new ReadTicks(_time)), "cam");
        long sent = 0;
        for (uint time = 0; time < 400; time += 40)
        {
            encoder.Video(time, Picture);
            await encoder.FlushAsync();
            sent += Picture.Length / 2;
            Assert.False(SpinWait.SpinUntil(() => ((Publication)_publications.Find("cam")!).Bytes == sent, TimeSpan.FromMilliseconds(20)));

            _time.Advance(TimeSpan.FromMilliseconds(40));
            Until(() => ((Publication)_publications.Find("cam")!).Bytes == sent);
        }

        encoder.Dispose();
    }

    // The picture begins later than the sound: what is announced is waited for, by a reader of any time.
    [Theory]
    [InlineData(RtmpMessageType.Data)]
    [InlineData(RtmpMessageType.DataAmf3)]
    public async Task Publish_Metadata_AnnounceThePictureToLaterReadersToo(object type)
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(), "cam");
        using IMediaReader early = _publications.Find("cam")!.TryOpen()!;
        encoder.Metadata((RtmpMessageType)type);
        encoder.Audio(0, "af001190");
        encoder.Audio(0, "af012110");
        await encoder.FlushAsync();
        Until(() => ((Publication)_publications.Find("cam")!).Bytes == 8);
        using IMediaReader late = _publications.Find("cam")!.TryOpen()!;
        encoder.Dispose();

        foreach (IMediaReader reader in new[] { early, late })
        {
            Assert.Single(reader.ReadSamples(CancellationToken.None));
            Assert.Equal([Contents.Video, Contents.Audio], reader.Announced.OrderBy(c => c.Kind));
        }
    }

    [Fact]
    public async Task Publish_NameIsTaken_IsRefusedAndTheFirstGoesOn()
    {
        int port = Start();
        (TestEncoder first, _) = await TestEncoder.PublishAsync(port, "cam");

        (TestEncoder second, string status) = await TestEncoder.PublishAsync(port, "CAM");

        Assert.Equal((BadName, "The name is in use."), (status, second.Description)); // and not by whom
        Assert.Equal("closed", await second.HearAsync());
        Until(() => _server!.ToModel() is { RefusedCount: 1, ErrorCount: 1, ConnectionCount: 1 });
        Assert.Matches("^127.0.0.1:[0-9]+: 'CAM' is being published by rtmp://127.0.0.1:[0-9]+/live/cam.$", _server!.ToModel().LastError);
        first.Video(0, Header);
        await first.FlushAsync();
        Until(() => _publications.Find("cam") is Publication { Bytes: > 0 });
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task Publish_TakeoverIsAllowed_EndsTheFirstAndItsReaders()
    {
        int port = Start(new IngestDefinition { AllowTakeover = true });
        (TestEncoder first, _) = await TestEncoder.PublishAsync(port, "cam");
        using IMediaReader reader = _publications.Find("cam")!.TryOpen()!;

        (TestEncoder second, string status) = await TestEncoder.PublishAsync(port, "cam");

        Assert.Equal(Started, status);
        Assert.Empty(reader.ReadSamples(CancellationToken.None));
        first.Video(0, Header);
        await first.FlushAsync();
        Assert.Equal("closed", await first.HearAsync());
        Assert.False(((Publication)_publications.Find("cam")!).IsOver);
        first.Dispose();
        second.Dispose();
    }

    [Theory]
    [InlineData("secret", Started, "cam")]
    [InlineData("secret?a=b", Started, "cam")]
    [InlineData("SECRET", Denied, null)]
    [InlineData("cam", Denied, null)]
    public async Task Publish_KeysWithNames_OnlyKeysLetIn(string key, string expected, string? name)
    {
        int port = Start(new IngestDefinition { StreamKeys = new Dictionary<string, string> { ["secret"] = "cam" } });

        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(port, key);

        Assert.Equal(expected, status);
        Assert.Equal(name, _publications.List().SingleOrDefault()?.Name);
        encoder.Dispose();
    }

    [Fact]
    public async Task Publish_Callback_IsToldAllAndDecides()
    {
        var authorizer = new FakeAuthorizer<PublishRequest>(request => request.StreamKey switch
        {
            "broken" => throw new MssException(MssError.AccessDenied, "No."),
            "good" => Verdict.Allowed with { Name = "renamed" },
            _ => Verdict.Refused,
        });
        int port = Start(new IngestDefinition { Authorize = authorizer });

        foreach ((string key, string expected) in new[] { ("good?t=1", Started), ("bad", Denied), ("broken", Denied) })
        {
            (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(port, key);
            Assert.Equal(expected, status);
            encoder.Dispose();
        }

        PublishRequest[] asked = [.. authorizer.Asked];
        Assert.Equal(("good", "t=1", "live", "rtmp://127.0.0.1/live"), (asked[0].StreamKey, asked[0].Query, asked[0].Application, asked[0].ServerUri));
        Assert.StartsWith("127.0.0.1:", asked[0].Client, StringComparison.Ordinal);
        Assert.Equal("No.", _server!.ToModel().AuthorizeError);
        _server.Dispose();
        Assert.True(authorizer.IsDisposed);
    }

    [Theory]
    [InlineData("reserved")]
    [InlineData("../up")]
    [InlineData("")]
    public async Task Publish_NameThatCannotBe_IsBadName(string key)
    {
        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(Start(), key);

        Assert.Equal(BadName, status);
        encoder.Dispose();
    }

    [Fact]
    public async Task Connect_OtherApplication_IsRejected()
    {
        (TestEncoder encoder, string answer) = await TestEncoder.PublishAsync(Start(), "cam", "other");

        Assert.Equal("_error NetConnection.Connect.Rejected", answer);
        Until(() => _server!.ToModel().LastError?.EndsWith("There is no application 'other' here.", StringComparison.Ordinal) == true);
        encoder.Dispose();
    }

    [Theory]
    [InlineData("live/")]
    [InlineData("LIVE")]
    [InlineData("live?token=1")]
    public async Task Connect_ApplicationInAnotherForm_IsTheSame(string application)
    {
        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(Start(), "cam", application);

        Assert.Equal(Started, status);
        encoder.Dispose();
    }

    [Fact]
    public async Task Publisher_IsSilent_IsGoneAndItsNameIsFree()
    {
        int port = Start();
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(port, "cam");

        _time.Advance(TimeSpan.FromSeconds(11));

        Until(() => _publications.Find("cam") is null);
        Until(() => _server!.ToModel().LastError?.EndsWith("Nothing was received for 10 s.", StringComparison.Ordinal) == true);
        encoder.Dispose();
    }

    [Fact]
    public async Task Client_NeverPublishes_IsHungUpOn()
    {
        int port = Start(new IngestDefinition { IdleTimeout = 60 });
        using NetworkStream mute = TestEncoder.Dial(port);
        TestEncoder talker = await TestEncoder.ConnectAsync(port);
        Until(() => _server!.ToModel().ConnectionCount == 2);

        _time.Advance(TimeSpan.FromSeconds(10.5));

        Until(() => _server!.ToModel() is { ConnectionCount: 0, ErrorCount: 2 });
        Assert.EndsWith("The client did not publish within 10 s.", _server!.ToModel().LastError, StringComparison.Ordinal);
        talker.Dispose();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "The RTMP handshake starts with 71, not 3.")]
    [InlineData("\x16\x03\x01", "The RTMP handshake starts with 22, not 3.")]
    public async Task Client_SpeaksSomethingElse_IsOneClearError(string bytes, string message)
    {
        int port = Start();
        (TestEncoder other, _) = await TestEncoder.PublishAsync(port, "cam");
        using NetworkStream stream = TestEncoder.Dial(port);

        await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(bytes));

        Until(() => _server!.ToModel() is { ErrorCount: 1, ConnectionCount: 1 });
        Assert.EndsWith(message, _server!.ToModel().LastError, StringComparison.Ordinal);
        Assert.NotNull(_publications.Find("cam"));
        other.Dispose();
    }

    [Fact]
    public async Task Client_BreaksTheProtocol_EndsItsOwnPublicationOnly()
    {
        int port = Start();
        (TestEncoder good, _) = await TestEncoder.PublishAsync(port, "good");
        (TestEncoder bad, _) = await TestEncoder.PublishAsync(port, "bad");

        bad.Output.WriteControl(RtmpMessageType.SetChunkSize, 0);
        await bad.FlushAsync();

        Until(() => _publications.Find("bad") is null);
        Until(() => _server!.ToModel().LastError?.EndsWith("RTMP chunks: the chunk size 0 is none.", StringComparison.Ordinal) == true);
        Assert.NotNull(_publications.Find("good"));
        good.Dispose();
        bad.Dispose();
    }

    [Theory]
    [InlineData("play", "onStatus NetStream.Play.Failed")]
    [InlineData("_checkbw", "_result ")] // no answer; the next command's comes
    public async Task Command_ThatIsNotForUs_IsRefusedOrPassedOver(string command, string expected)
    {
        TestEncoder encoder = await TestEncoder.ConnectAsync(Start());
        encoder.SayConnect("live");
        await encoder.HearAsync();

        encoder.Say(0, new Amf0Writer().Text(command).Number(9).Null().Text("cam"));
        encoder.Say(0, new Amf0Writer().Text("createStream").Number(4).Null());

        Assert.Equal(expected, await encoder.HearAsync());
        encoder.Dispose();
    }

    [Fact]
    public async Task Unpublish_FreesTheNameAndTheConnectionCanPublishAgain()
    {
        int port = Start();
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(port, "cam");

        encoder.Say(0, new Amf0Writer().Text("FCUnpublish").Number(6).Null().Text("cam"));
        encoder.Say(0, new Amf0Writer().Text("deleteStream").Number(7).Null().Number(TestEncoder.Stream));
        encoder.Say(0, new Amf0Writer().Text("createStream").Number(8).Null());
        Assert.Equal("_result ", await encoder.HearAsync());
        Assert.Null(_publications.Find("cam"));
        encoder.Say(2, new Amf0Writer().Text("publish").Number(9).Null().Text("again").Text("live"));

        Assert.Equal(Started, await encoder.HearAsync());
        Assert.NotNull(_publications.Find("again"));
        encoder.Dispose();
    }

    // NetStream.close() ends what is published, not the stream: it can publish again.
    [Fact]
    public async Task CloseStream_FreesTheNameAndTheStreamCanPublishAgain()
    {
        int port = Start();
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(port, "cam");

        encoder.Say(TestEncoder.Stream, new Amf0Writer().Text("closeStream").Number(0).Null());
        encoder.Say(TestEncoder.Stream, new Amf0Writer().Text("publish").Number(9).Null().Text("again").Text("live"));

        Assert.Equal(Started, await encoder.HearAsync());
        Assert.Null(_publications.Find("cam"));
        Assert.NotNull(_publications.Find("again"));
        encoder.Dispose();
    }

    [Fact]
    public async Task Stop_WhilePublishing_EndsReaders()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(), "cam");
        using IMediaReader reader = _publications.Find("cam")!.TryOpen()!;

        _server!.Dispose();

        Assert.Empty(reader.ReadSamples(CancellationToken.None));
        Assert.Empty(_publications.List());
        encoder.Dispose();
    }

    [Theory]
    [InlineData("createStream")]
    [InlineData("publish")]
    [InlineData("releaseStream")]
    public async Task Command_BeforeConnect_IsRefused(string command)
    {
        TestEncoder encoder = await TestEncoder.ConnectAsync(Start());

        encoder.Say(0, new Amf0Writer().Text(command).Number(2).Null().Text("cam"));

        Assert.Equal("closed", await encoder.HearAsync());
        Until(() => _server!.ToModel().LastError?.EndsWith("The client sends commands before it connects.", StringComparison.Ordinal) == true);
        Assert.Empty(_publications.List());
        encoder.Dispose();
    }

    [Fact]
    public async Task Connect_Twice_IsRefused()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(), "cam");

        encoder.SayConnect("live");

        Assert.Equal("closed", await encoder.HearAsync());
        Until(() => _server!.ToModel().LastError?.EndsWith("The client connects twice.", StringComparison.Ordinal) == true);
        encoder.Dispose();
    }

    [Fact]
    public async Task Connect_NamesWithCommandsForATerminal_AreShownWithoutThem()
    {
        int port = Start();
        TestEncoder nowhere = await TestEncoder.ConnectAsync(port);
        nowhere.SayConnect("no\u001b[2J\u202epe/secret-key");
        Assert.Equal("_error NetConnection.Connect.Rejected", await nowhere.HearAsync());
        Assert.Equal("There is no such application here.", nowhere.Description);
        Until(() => _server!.ToModel().LastError is not null);
        Assert.EndsWith(": There is no application 'no?[2J?pe/…' here.", _server!.ToModel().LastError, StringComparison.Ordinal);
        nowhere.Dispose();

        TestEncoder loud = await TestEncoder.ConnectAsync(port);
        loud.SayConnect("live", "\u001b]0;x\u0007" + new string('A', 60_000));
        loud.Say(0, new Amf0Writer().Text("createStream").Number(4).Null());
        loud.Say(TestEncoder.Stream, new Amf0Writer().Text("publish").Number(5).Null().Text("cam").Text("live"));
        await loud.FlushAsync();

        Until(() => _server!.ToModel().Publishers.Count == 1);
        Assert.Equal("?]0;x?" + new string('A', 249) + "…", _server!.ToModel().Publishers[0].Encoder);
        loud.Dispose();
    }

    // A key is a secret, also one that was refused: somebody may have mistyped a good one.
    [Theory]
    [InlineData("secret\u001b[31m", Denied)]
    [InlineData("secret\u200b", Denied)]
    [InlineData("secret/..", BadName)]
    [InlineData("secret?token=tell\u0007", Denied)]
    [InlineData(null, Denied)] // too long
    public async Task Publish_KeyIsRefused_IsShownNowhere(string? key, string expected)
    {
        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(Start(), key ?? "secret" + new string('x', 251));

        Assert.Equal(expected, status);
        Until(() => _server!.ToModel() is { ErrorCount: 1, RefusedCount: 1 });
        Assert.DoesNotContain("secret", $"{encoder.Description} {_server!.ToModel()}", StringComparison.Ordinal);
        Assert.DoesNotContain("tell", $"{encoder.Description} {_server.ToModel()} {_server.ToModel().LastError}", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _server.ToModel().LastError, StringComparison.Ordinal);
        encoder.Dispose();
    }

    // The encoder is told that it may not, and nothing of the script.
    [Fact]
    public async Task Publish_ScriptFails_ItsWordsStayHere()
    {
        var authorizer = new FakeAuthorizer<PublishRequest>(
            Verdict (_) => throw new MssException(MssError.AccessDenied, "/etc/keys is not there."));
        int port = Start(new IngestDefinition { Authorize = authorizer });

        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(port, "cam");

        Assert.Equal((Denied, "The stream key is not accepted."), (status, encoder.Description));
        Assert.Equal("/etc/keys is not there.", _server!.ToModel().AuthorizeError);
        encoder.Dispose();
    }

    // Neither the time to introduce itself nor that of its silence runs while others decide.
    [Theory]
    [InlineData(60, 9)]
    [InlineData(1, 0)]
    public async Task Publish_DecisionTakesLongerThanItsLimits_IsLetIn(int idleTimeout, int secondsBefore)
    {
        var decision = new TaskCompletionSource<Verdict>();
        var authorizer = new FakeAuthorizer<PublishRequest>(_ => decision.Task);
        TestEncoder encoder = await TestEncoder.ConnectAsync(
            Start(new IngestDefinition { IdleTimeout = idleTimeout, Authorize = authorizer }));
        encoder.SayConnect("live");
        await encoder.HearAsync();
        _time.Advance(TimeSpan.FromSeconds(secondsBefore));
        encoder.Say(0, new Amf0Writer().Text("createStream").Number(4).Null());
        encoder.Say(TestEncoder.Stream, new Amf0Writer().Text("publish").Number(5).Null().Text("cam").Text("live"));
        await encoder.FlushAsync();
        Until(() => !authorizer.Asked.IsEmpty);

        _time.Advance(TimeSpan.FromSeconds(4));
        decision.SetResult(Verdict.Allowed);

        Assert.Equal(("_result ", Started), (await encoder.HearAsync(), await encoder.HearAsync()));
        encoder.Dispose();
    }

    [Theory]
    [InlineData(101, 1, "100 messages")]
    [InlineData(10, 10_000, "64 KiB")]
    public async Task Client_SendsMoreThanAStrangerNeeds_IsHungUpOn(int commands, int length, string most)
    {
        TestEncoder encoder = await TestEncoder.ConnectAsync(Start());
        encoder.SayConnect("live");
        for (int i = 0; i < commands; i++)
        {
            encoder.Say(0, new Amf0Writer().Text("releaseStream").Number(2).Null().Text(new string('a', length)));
        }

        Assert.True(SpinWait.SpinUntil(() => encoder.FlushAsync().IsCompleted, TimeSpan.FromSeconds(20)));
        Until(() => _server!.ToModel() is { ErrorCount: 1, ConnectionCount: 0 });
        Assert.EndsWith($"The client sent more than {most} and published nothing.", _server!.ToModel().LastError, StringComparison.Ordinal);
        encoder.Dispose();
    }

    // A name is not held by bytes that never become a message.
    [Fact]
    public async Task Publisher_SendsBytesButNoMessage_IsGone()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(), "cam");
        encoder.Output.Write(6, new RtmpMessage(RtmpMessageType.Video, 1, 0, new byte[100]));
        byte[] part = encoder.Output.Written[..50].ToArray();
        encoder.Output.Clear();

        foreach (byte drop in part)
        {
            long bytes = _server!.ToModel().Bytes;
            Task sent = encoder.SendAsync([drop]);
            if (!SpinWait.SpinUntil(() => sent.IsCompletedSuccessfully && _server.ToModel().Bytes > bytes, TimeSpan.FromSeconds(2)))
            {
                break; // hung up on
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Until(() => _publications.Find("cam") is null);
        Assert.EndsWith("Bytes, but no whole message were received for 30 s.", _server!.ToModel().LastError, StringComparison.Ordinal);
        encoder.Dispose();
    }

    // What it is answered has to go somewhere: a peer that reads nothing is let go, and costs no more than what fits a socket.
    [Fact]
    public async Task Publisher_AsksAndNeverReads_IsGone()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(new IngestDefinition { IdleTimeout = 3600 }), "cam");
        for (int i = 0; i < 1000; i++)
        {
            encoder.Say(0, new Amf0Writer().Text("releaseStream").Number(2).Null().Text("cam"));
        }

        byte[] flood = encoder.Output.Written.ToArray();
        encoder.Output.Clear();
        Task? sending = null;
        Until(() =>
        {
            if (sending is null or { IsCompletedSuccessfully: true })
            {
                sending = encoder.SendAsync(flood);
                return false;
            }

            if (Task.WaitAny([sending], TimeSpan.FromSeconds(1)) < 0)
            {
                _time.Advance(TimeSpan.FromSeconds(11)); // all buffers between are full, or the machine is busy and they will be
            }

            return _publications.Find("cam") is null;
        });

        Until(() => _server!.ToModel().LastError?.EndsWith("The other side took nothing of what was sent for 10 s.", StringComparison.Ordinal) == true);
        encoder.Dispose();
    }

    [Fact]
    public async Task Client_PublishesNoMore_HasToIntroduceItselfAgain()
    {
        (TestEncoder encoder, _) = await TestEncoder.PublishAsync(Start(new IngestDefinition { IdleTimeout = 60 }), "cam");
        encoder.Say(0, new Amf0Writer().Text("deleteStream").Number(7).Null().Number(TestEncoder.Stream));
        await encoder.FlushAsync();
        Until(() => _publications.Find("cam") is null);

        Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(11)); // again where the name was free before the limit ran
            return _server!.ToModel().ConnectionCount == 0;
        });

        Assert.EndsWith("The client did not publish within 10 s.", _server!.ToModel().LastError, StringComparison.Ordinal);
        encoder.Dispose();
    }

    [Fact]
    public async Task Strangers_HoldAllPlaces_APublisherGetsInAndOneOfThemGoes()
    {
        int port = Start();
        var strangers = new List<NetworkStream>();
        for (int i = 0; i < IngestLimits.MostStrangers; i++)
        {
            strangers.Add(TestEncoder.Dial(port));
        }

        Until(() => _server!.ToModel().ConnectionCount == IngestLimits.MostStrangers);
        _time.Advance(TimeSpan.FromSeconds(1));

        (TestEncoder encoder, string status) = await TestEncoder.PublishAsync(port, "cam");

        Assert.Equal(Started, status);
        Until(() => _server!.ToModel() is { ErrorCount: 1 } now && now.ConnectionCount == IngestLimits.MostStrangers);
        strangers.ForEach(s => s.Dispose());
        encoder.Dispose();
    }

    private void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), $"Not so within 20 s; the last error is '{_server?.ToModel().LastError}'.");

    // Limits go by the tests' clock. What was sent is read by ours, where a test does not ask when.
    private int Start(IngestDefinition? definition = null, ReadTicks? ticks = null)
    {
        definition = (definition ?? new IngestDefinition()) with { Port = 0, Address = "127.0.0.1" };
        var threads = new IngestThreads(ticks ?? new ReadTicks(TimeProvider.System));
        _server = new IngestServer(definition, _publications, name => name == "reserved", threads, _time);
        _server.Start();
        return _server.EndPoint.Port;
    }
}
