using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MssTools.Core.EvoStream;
using Xunit;

namespace MssTools.Core.Tests.EvoStream;

/// <summary>Commands of the media server, sent to a service as scripts send them.</summary>
public sealed class EvoStreamApiTests : IDisposable
{
    private const string Secret = "S3CRETxyzzy0123456789";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    // What differs from run to run, or from machine to machine.
    private static readonly string[] s_volatile = ["creationTimestamp", "queryTimestamp", "upTime", "timestamp", "processId", "configId", "uniqueId"];

    // What a script may do in its life, one after the other.
    private static readonly string[] s_life =
    [
        "createMSSStream localstreamnames=film targetFolder=FOLDER/www groupname=early chunkLength=2",
        "removeConfig groupName=EARLY",
        "pullStream uri=file://CLIP localStreamName=film keepAlive=1 forceTcp=1",
        "pullStream uri=CLIP localStreamName=film keepAlive=0 ttl=7 _mine=1",
        "pullStream uri=FOLDER/other.mp4 localStreamName=film",
        "listInboundStreamNames",
        "listInboundStreams",
        "createMSSStream localstreamnames=film targetFolder=FOLDER/www/ groupname=mss isLive=0 chunkLength=2 commandId=call-7",
        "WAIT film",
        "isStreamRunning localStreamName=film",
        "getStreamInfo localStreamName=FILM",
        "createMSSStream localStreamNames=a,b targetFolder=FOLDER/www",
        "createMSSStream localStreamNames=a,b targetFolder=FOLDER/www",
        "createMSSStream localStreamNames=a,b targetFolder=FOLDER/www groupName=mss_group_28e4c710 chunkLength=5",
        "listStreams disableInternalStreams=1",
        "listStreamsIds",
        "getStreamsCount",
        "listConfig",
        "getConfigInfo id=2",
        "getConfigInfo id=99",
        "shutdownStream localStreamName=a permanently=1",
        "WAIT a",
        "shutdownStream localStreamName=a permanently=0",
        "shutdownStream localStreamName=nobody",
        "removeConfig id=3",
        "removeConfig id=3 removeHlsHdsFiles=1",
        "removeConfig groupName=nobody",
        "removeConfig groupName=mss removeHlsHdsFiles=1",
        "httpClientsConnected",
        "version",
        "help",
        "listHttpStreamingSessions",
        "createMSSStream targetFolder=FOLDER/www",
        "createMSSStream localStreamNames=a",
        "createMSSStream localStreamNames=a targetFolder=../evo-webroot",
        "createMSSStream localStreamNames=a targetFolder=FOLDER/www chunkSize=7",
        "createMSSStream localStreamNames=a targetFolder=FOLDER/www chunkLength=9999999999",
        "createMSSStream localStreamNames=a targetFolder=FOLDER/www chunkLength=99999",
        "createMSSStream localStreamNames=a targetFolder=FOLDER/www chunkLength=ten",
        "createMSSStream localStreamNames=a,b targetFolder=FOLDER/www bandwidths=1",
        "createMSSStream localStreamNames=a ismType=isml publishingPoint=nowhere",
        "createMSSStream localStreamNames=a ismType=isml audioBitrates=64000 videoBitrates=1000000 publishingPoint=http://127.0.0.1:9/live/a.isml?sig=1 ingestMode=loop",
        "pullStream uri=film.mp4 localStreamName=relative",
        "pullStream uri=hls://host/a localStreamName=a",
        "pullStream localStreamName=a",
        "nonsense a=b",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];

    private string State => _folder.Join("s");

    public static TheoryData<string> Without => [.. EvoStreamRules.All.Where(rule => rule.Act is null).Select(rule => rule.Command)];

    // MSS_UPDATE_GOLDEN=1 writes them anew.
    [Fact]
    public async Task Answers_OfAWholeLife_AreThese()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("s", State);
        using var caller = EvoStreamCaller.ToSocket(State);
        var dump = new StringBuilder();
        foreach (string command in s_life)
        {
            if (command.StartsWith("WAIT ", StringComparison.Ordinal))
            {
                await Eventually.Until(() => client.GetStreams().Single(stream => stream.Name == command[5..]).State is StreamState.Completed or StreamState.Stopped);
                continue;
            }

            JsonElement answer = await caller.SendAsync(Here(command));
            dump.Append(CultureInfo.InvariantCulture, $"> {command}\n{There(answer)}\n");
        }

        string file = GoldenFiles.PathOf("evostream", "answers.txt");
        if (Environment.GetEnvironmentVariable("MSS_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(file, dump.ToString());
        }

        Assert.Equal((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"), dump.ToString());
        string[] ingest = ["createIngestPoint", "listIngestPoints"]; // of a port that others may have: IngestPointTests
        Assert.All(
            EvoStreamRules.All.Where(rule => rule.Act is not null && !ingest.Contains(rule.Command)),
            rule => Assert.Contains(s_life, command => command.Split(' ')[0] == rule.Command));
    }

    [Theory]
    [MemberData(nameof(Without))]
    public async Task Command_WithoutACounterpart_FailsWithWhatToDo(string command)
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);

        JsonElement answer = await caller.SendAsync($"{command} a=b");

        Assert.Equal(("FAIL", JsonValueKind.Null), (answer.GetProperty("status").GetString(), answer.GetProperty("data").ValueKind));
        string because = EvoStreamRules.Translate(new EvoStreamCommand(command, [])).Losses.Single().Sentence;
        Assert.Contains(because, answer.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    // What the document of the media server has, name by name and type by type.
    [Fact]
    public async Task CreateMssStream_Answer_HasTheMembersOfTheDocument()
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);

        JsonElement answer = await caller.SendAsync($"createMSSStream localstreamnames=testpullStream targetfolder={_folder.Join("www")} groupname=mss");

        Assert.Equal(["data", "description", "status"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal("MSS stream created", answer.GetProperty("description").GetString());
        Assert.Equal(
            """
            {"bandwidths":[0],"chunkLength":10,"chunkOnIDR":true,"cleanupDestination":false,"configIds":[1],"groupName":"mss","ingestMode":"single",
            "isLive":true,"ismType":"ismc","keepAlive":true,"localStreamNames":["testpullStream"],"manifestName":"manifest.ismc","overwriteDestination":true,
            "playlistLength":10,"playlistType":"appending","publishingPoint":"","staleRetentionCount":10,"targetFolder":"FOLDER/www"}
            """.ReplaceLineEndings(""),
            answer.GetProperty("data").GetRawText().Replace(_folder.Path, "FOLDER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Port_RightPassword_PackagesAFile_WrongOne_DoesNothing()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(SelfSigned.CreatePfx(), null, X509KeyStorageFlags.Exportable);
        int port = FreePort.Find();
        ServiceHost.Configure(new ServiceDefinition
        {
            StatePath = State,
            Port = port,
            Certificate = certificate,
            Credential = new NetworkCredential("operator", Secret),
        });
        using ServiceHost host = Start(time: new FastTime(DateTimeOffset.UnixEpoch));
        using var right = EvoStreamCaller.ToPort(port, "operator", Secret);
        using var wrong = EvoStreamCaller.ToPort(port, "operator", "guess");
        string create = $"createMSSStream localStreamNames=film targetFolder={_folder.Join("www")} groupName=mss isLive=0 chunkLength=2";

        await right.SendAsync($"pullStream uri={s_clip} localStreamName=film");
        foreach (string command in new[] { create, "version", "removeConfig groupName=mss" })
        {
            HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => wrong.SendAsync(command));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        Assert.False(Directory.Exists(_folder.Join("www")));
        Assert.Equal("SUCCESS", (await right.SendAsync(create)).GetProperty("status").GetString());
        await Eventually.Until(() => File.Exists(_folder.Join("www", "mss", "manifest.ismc")));
        Assert.Contains("<SmoothStreamingMedia", await File.ReadAllTextAsync(_folder.Join("www", "mss", "manifest.ismc")), StringComparison.Ordinal);
        Assert.DoesNotContain(_log, line => line.Contains(Secret, StringComparison.Ordinal) || line.Contains("guess", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/createMSSStream?params=***", "no base64")]
    [InlineData("/createMSSStream?params=gICAgA==", "no base64 of text")]
    [InlineData("/createMSSStream?params=YT1i&x=y", "not of the form")]
    [InlineData("/createMSSStream?other=YT1i", "not of the form")]
    [InlineData("/createMSSStream?params=YQ==", "not of the form name=value")]
    [InlineData("/createMSSStream?params=YT1iIGE9Yg==", "more than once")]
    [InlineData("/createMSSStream?params=", "localStreamNames is missing")]
    [InlineData("/createMSSStream?", "localStreamNames is missing")]
    [InlineData("/createMSSStream/", "localStreamNames is missing")]
    [InlineData("/x?params=YT1i", "no command of the media server")]
    public async Task Junk_IsOneClearFailure(string address, string expected)
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);

        JsonElement answer = await caller.GetAsync(address);

        Assert.Equal("FAIL", answer.GetProperty("status").GetString());
        Assert.Contains(expected, answer.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Empty(ServiceClient.ToFolder("s", State).GetGroups());
    }

    // The longest command in base64 is taken; what is longer is refused before anything of it is decoded.
    [Fact]
    public async Task Params_TooLong_AreRefused()
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);
        string longest = $"createMSSStream localStreamNames={new string('a', EvoStreamReader.LongestCommand - 33)}";

        Assert.Contains("LocalStreamNames has 'aaa", (await caller.SendAsync(longest + " ")).GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("16384", (await caller.SendAsync(longest + "a")).GetProperty("description").GetString(), StringComparison.Ordinal);
        string tooLong = "/createMSSStream?params=" + new string('A', EvoStreamAddress.LongestAddress);
        Assert.Contains("65536", (await caller.GetAsync(tooLong)).GetProperty("description").GetString(), StringComparison.Ordinal);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => caller.GetAsync("/createMSSStream?params=" + new string('A', 1024 * 1024)));
        Assert.True(refused.StatusCode is HttpStatusCode.RequestUriTooLong or null); // it may hang up before all was sent
        Assert.Equal("ok\n", await caller.Http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
    }

    [Theory]
    [InlineData("/version")]
    [InlineData("/listConfig")]
    [InlineData("/createMSSStream?params=YT1i")]
    public async Task SwitchedOff_NothingIsThere(string address)
    {
        using ServiceHost host = Start(takesEvoStream: false);
        using var caller = EvoStreamCaller.ToSocket(State);

        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => caller.GetAsync(address));

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("\"NotFound\"", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("{command}", await caller.Http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)), StringComparison.Ordinal);
        Assert.False(ServiceClient.ToFolder("s", State).GetService().TakesEvoStream);
    }

    [Fact]
    public async Task SwitchedOn_OwnPathsAreWhatTheyWere()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("s", State);
        using var caller = EvoStreamCaller.ToSocket(State);

        Assert.Equal("ok\n", await caller.Http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        Assert.Equal("ok\n", await caller.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
        Assert.Contains("# TYPE", await caller.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        Assert.True(client.GetService().TakesEvoStream);
        using var document = JsonDocument.Parse(await caller.Http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)));
        JsonElement commands = document.RootElement.GetProperty("paths").GetProperty("/{command}");
        Assert.Equal(
            EvoStreamRules.All.Where(rule => rule.Act is not null).Select(rule => rule.Command),
            commands.GetProperty("parameters")[0].GetProperty("schema").GetProperty("enum").EnumerateArray().Select(name => name.GetString()!));
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => caller.GetAsync("/v1/version"));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.DoesNotContain(EvoStreamRules.All, rule => rule.Command is "healthz" or "readyz" or "metrics" or "v1");
    }

    [Fact]
    public async Task Methods_GetAndPost_AndNoOther()
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);

        using HttpResponseMessage posted = await caller.Http.PostAsync(new Uri("/version", UriKind.Relative), new StringContent("whatever"));
        using HttpResponseMessage put = await caller.Http.PutAsync(new Uri("/version", UriKind.Relative), new StringContent(""));

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (posted.StatusCode, posted.Content.Headers.ContentType!.MediaType));
        Assert.Contains("SUCCESS", await posted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
    }

    // A page that the operator looks at, whose browser knows the password.
    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task Browser_OnlyWhatTheUserTyped_IsDone(string site, HttpStatusCode expected)
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);
        using var request = new HttpRequestMessage(HttpMethod.Get, EvoStreamCaller.Address($"pullStream uri={s_clip} localStreamName=film"));
        request.Headers.Add("Sec-Fetch-Site", site);

        using HttpResponseMessage answer = await caller.Http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, ServiceClient.ToFolder("s", State).GetLocalStreams().Count);
    }

    [Fact]
    public async Task CreateMssStream_Again_IsLeftAlone_AndSurvivesARestart()
    {
        string command = $"createMSSStream localStreamNames=cam targetFolder={_folder.Join("www")} groupName=g";
        using (ServiceHost host = Start())
        {
            using var caller = EvoStreamCaller.ToSocket(State);
            JsonElement first = await caller.SendAsync(command);
            Assert.Equal(first.GetRawText(), (await caller.SendAsync(command)).GetRawText());
            Assert.Equal("FAIL", (await caller.SendAsync(command + " chunkLength=3")).GetProperty("status").GetString());
        }

        using ServiceHost second = Start();
        using var again = EvoStreamCaller.ToSocket(State);
        Assert.Equal("cam", (await again.SendAsync("listConfig")).GetProperty("data").GetProperty("mss")[0].GetProperty("localStreamName").GetString());
    }

    [Fact]
    public async Task RemoveConfig_OfAnInput_EndsWhatReadsIt()
    {
        using ServiceHost host = Start();
        using var client = ServiceClient.ToFolder("s", State);
        using var caller = EvoStreamCaller.ToSocket(State);
        JsonElement pulled = await caller.SendAsync("pullStream uri=test:?gop=1 localStreamName=Card");
        await caller.SendAsync($"createMSSStream localStreamNames=card targetFolder={_folder.Join("www")} chunkLength=1");
        int id = pulled.GetProperty("data").GetProperty("configId").GetInt32();

        JsonElement removed = await caller.SendAsync($"removeConfig id={id}");

        Assert.Equal(("SUCCESS", "Configuration terminated"), (removed.GetProperty("status").GetString(), removed.GetProperty("description").GetString()));
        Assert.Empty(client.GetLocalStreams());
        Assert.Empty(client.GetStreams());
        Assert.Equal("FAIL", (await caller.SendAsync($"removeConfig id={id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task CreateMssStream_OfWhatNeverEnds_AsARecording_Fails()
    {
        using ServiceHost host = Start();
        using var caller = EvoStreamCaller.ToSocket(State);
        await caller.SendAsync("pullStream uri=test:?gop=1 localStreamName=card");

        JsonElement answer = await caller.SendAsync($"createMSSStream localStreamNames=card targetFolder={_folder.Join("www")} isLive=0");

        Assert.Contains("never ends", answer.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("FAIL", answer.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("pullStream uri=rtsp://user:{0}@127.0.0.1:9/cam localStreamName=cam")]
    [InlineData("pullStream uri=rtsp://user:{0}@127.0.0.1:9/cam localStreamName=cam/../x ttl=7")]
    [InlineData("pullStream uri=rtmp://127.0.0.1:9/live/{0}")]
    [InlineData("pullStream uri=srt://127.0.0.1:9/live/{0}")]
    [InlineData("pullStream uri=rtsp://user:{0}@ localStreamName=cam")]
    [InlineData("pullStream uri=rtsp://user:{0}@127.0.0.1:9/cam localStreamName=cam keepAlive={0}")]
    [InlineData("pullStream uri=rtsp://user:{0}@127.0.0.1:9/cam localStreamName=cam tcUrl=rtmp://u:{0}@h/a rangeStart=5")]
    [InlineData("createMSSStream localStreamNames=cam ismType=isml publishingPoint=http://user:{0}@127.0.0.1:9/a.isml?sig={0}")]
    [InlineData("createMSSStream localStreamNames=cam targetFolder=/x publishingPoint=http://user:{0}@127.0.0.1:9/a.isml?sig={0}")]
    [InlineData("createMSSStream localStreamNames=cam ismType=isml publishingPoint=user:{0}@127.0.0.1/a.isml")]
    [InlineData("createMSSStream localStreamNames=cam ismType=isml publishingPoint=token:{0}/a.isml")]
    [InlineData("createIngestPoint privateStreamName={0} publicStreamName=a/b")]
    [InlineData("setAuthentication user=cam password={0}")]
    public async Task Secrets_AreInNoAnswerAndInNoLog(string command)
    {
        using (ServiceHost host = Start())
        {
            using var caller = EvoStreamCaller.ToSocket(State);
            string text = string.Format(CultureInfo.InvariantCulture, command, Secret);
            foreach (string sent in new[] { text, "listConfig", "listStreams", "listInboundStreams", "listIngestPoints", "getStreamInfo localStreamName=cam" })
            {
                Assert.DoesNotContain(Secret, (await caller.SendAsync(sent)).GetRawText(), StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain(_log, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private ServiceHost Start(bool takesEvoStream = true, TimeProvider? time = null) => ServiceHost.Start(
        State,
        line =>
        {
            lock (_log)
            {
                _log.Add(line);
            }
        },
        time ?? TimeProvider.System,
        takesEvoStream);

    private string Here(string command) =>
        command.Replace("FOLDER", _folder.Path, StringComparison.Ordinal).Replace("CLIP", s_clip, StringComparison.Ordinal);

    private string There(JsonElement answer)
    {
        JsonNode node = JsonNode.Parse(answer.GetRawText())!;
        Still(node);
        return node.ToJsonString(s_indented).ReplaceLineEndings("\n").Replace(@"\\", "/", StringComparison.Ordinal)
            .Replace(_folder.Path.Replace('\\', '/'), "FOLDER", StringComparison.Ordinal).Replace(s_clip.Replace('\\', '/'), "CLIP", StringComparison.Ordinal)
            .Replace(ServiceHost.Version, "VERSION", StringComparison.Ordinal);
    }

    // Small numbers are those of streams, which are the same in each run.
    private static void Still(JsonNode? node)
    {
        foreach (JsonNode? child in node is JsonArray list ? list : [])
        {
            Still(child);
        }

        foreach ((string name, JsonNode? value) in node is JsonObject members ? [.. members] : (List<KeyValuePair<string, JsonNode?>>)[])
        {
            if (s_volatile.Contains(name) && value is JsonValue && value.ToString().Length > 1)
            {
                node![name] = 0;
            }

            Still(value);
        }
    }
}
