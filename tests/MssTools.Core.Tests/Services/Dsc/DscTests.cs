using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using MssTools.Core.Services.Dsc;
using Xunit;

namespace MssTools.Core.Tests.Services.Dsc;

/// <summary>The resources of Microsoft DSC, told to a service: each operation, twice, and what is refused.</summary>
public sealed class DscTests : IDisposable
{
    private const string Secret = "hunter2-verysecret";

    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private ServiceHost? _host;

    public DscTests()
    {
        Directory.CreateDirectory(Web);
        _host = Start();
    }

    private string State => _folder.Join("s");

    private string Web => _folder.Join("web");

    [Theory]
    [InlineData("MSSGroup", "chunkLength", 3)]
    [InlineData("MSSIngest", "idleTimeout", 20)]
    [InlineData("MSSServer", "maxConnections", 7)]
    public void Set_Twice_TheSecondTimeNothingChanges(string resource, string setting, int other)
    {
        string wanted = Instance(resource);
        JsonObject absent = DscAnswer.Of("get", resource, wanted).State;
        Assert.False(absent["_exist"]!.GetValue<bool>());
        Assert.Equal(["_exist"], DscAnswer.Of("test", resource, wanted).Differing);

        DscAnswer plan = DscAnswer.Of("set", resource, wanted, "--what-if");
        Assert.Contains("Start", plan.State["_metadata"]!["whatIf"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(DscAnswer.Of("get", resource, wanted).State["_exist"]!.GetValue<bool>());

        DscAnswer first = DscAnswer.Of("set", resource, wanted);
        Assert.Equal((true, "_exist"), (first.State["_exist"]!.GetValue<bool>(), first.Differing!.Single()));
        DscAnswer second = DscAnswer.Of("set", resource, wanted);
        Assert.Empty(second.Differing!);
        Assert.True(JsonNode.DeepEquals(first.State, second.State));
        Assert.True(JsonNode.DeepEquals(first.State, DscAnswer.Of("get", resource, wanted).State));
        Assert.Null(DscAnswer.Of("set", resource, wanted, "--what-if").State["_metadata"]);
        Assert.True(DscAnswer.Of("test", resource, wanted).State["_inDesiredState"]!.GetValue<bool>());

        string changed = Instance(resource, (setting, other));
        DscAnswer differs = DscAnswer.Of("test", resource, changed);
        Assert.Equal((false, setting), (differs.State["_inDesiredState"]!.GetValue<bool>(), differs.Differing!.Single()));
        Assert.Equal([setting], DscAnswer.Of("set", resource, changed, "--what-if").Differing);
        Assert.Equal([setting], DscAnswer.Of("set", resource, changed).Differing);
        Assert.Equal(other, DscAnswer.Of("get", resource, wanted).State[setting]!.GetValue<int>());
    }

    [Theory]
    [InlineData("MSSGroup")]
    [InlineData("MSSIngest")]
    [InlineData("MSSServer")]
    public void Exist_False_EndsIt(string resource)
    {
        string wanted = Instance(resource);
        string gone = Instance(resource, ("_exist", false));
        DscAnswer.Of("set", resource, wanted);

        Assert.Equal(["_exist"], DscAnswer.Of("test", resource, gone).Differing);
        Assert.Contains("Stop", DscAnswer.Of("set", resource, gone, "--what-if").State["_metadata"]!["whatIf"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(DscAnswer.Of("export", resource, Only(("statePath", State))).States);
        DscAnswer ended = DscAnswer.Of("set", resource, gone);
        Assert.Equal((false, "_exist"), (ended.State["_exist"]!.GetValue<bool>(), ended.Differing!.Single()));
        Assert.Empty(DscAnswer.Of("set", resource, gone).Differing!);
        Assert.True(DscAnswer.Of("test", resource, gone).State["_inDesiredState"]!.GetValue<bool>());
        Assert.Empty(DscAnswer.Of("export", resource, Only(("statePath", State))).States);

        DscAnswer.Of("set", resource, wanted);
        DscAnswer deleted = DscAnswer.Of("delete", resource, wanted);
        Assert.Equal((0, 0), (deleted.Exit, deleted.States.Count));
        Assert.Equal(0, DscAnswer.Of("delete", resource, wanted).Exit);
        Assert.Empty(DscAnswer.Of("export", resource, Only(("statePath", State))).States);
    }

    // Secrets go in as DSC passes them, come out as stars, and what came out changes nothing.
    [Theory]
    [InlineData("MSSGroup", """{ "inputs": [ { "name": "a", "source": { "secureString": "rtsp://u:hunter2-verysecret@127.0.0.1:9/x" } } ] }""")]
    [InlineData("MSSIngest", """{ "streamKeys": { "secureObject": { "hunter2-verysecret": "news" } } }""")]
    [InlineData("MSSServer", """{ "token": { "secureString": "hunter2-verysecret" } }""")]
    [InlineData("MSSServer", """{ "credential": { "userName": "viewer", "password": { "secureString": "hunter2-verysecret" } } }""")]
    public void Export_IsWhatSetTakes_WithoutSecrets(string resource, string secret)
    {
        (string Name, JsonNode? Value)[] more = [.. JsonNode.Parse(secret)!.AsObject().Select(member => (member.Key, member.Value))];
        string wanted = Instance(resource, more);
        Assert.Empty(JsonSchemaCheck.Find(JsonNode.Parse(wanted), DscAnswer.SchemaOf(DscResources.All.Single(one => one.Name == resource))));
        Assert.Equal(["_exist"], DscAnswer.Of("set", resource, wanted).Differing);
        Assert.Empty(DscAnswer.Of("set", resource, wanted).Differing!);

        JsonObject exported = DscAnswer.Of("export", resource, Only(("statePath", State))).State;

        Assert.Equal(0, DscAnswer.Of("set", resource, exported.ToJsonString()).Exit);
        Assert.Empty(DscAnswer.Of("set", resource, exported.ToJsonString()).Differing!);
        Assert.DoesNotContain(Secret, exported.ToJsonString() + DscAnswer.Of("get", resource, wanted).State.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secure", exported.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("***", exported.ToJsonString(), StringComparison.Ordinal);
        Assert.False(exported.ContainsKey("maxConnections")); // it is as usual
    }

    [Fact]
    public void References_AreWhatTheyStandFor()
    {
        string file = _folder.Add("token", $"{Secret}\nmore");
        DscAnswer.Of("set", "MSSServer", Instance("MSSServer", ("token", $"${{file:{file}}}")));

        Assert.Empty(DscAnswer.Of("test", "MSSServer", Instance("MSSServer", ("token", new JsonObject { ["secureString"] = Secret }))).Differing!);

        DscAnswer absent = DscAnswer.Of("test", "MSSServer", Instance("MSSServer", ("token", "${env:MSSTOOLS_NO_SUCH_VARIABLE}")));
        Assert.Equal(3, absent.Exit);
        Assert.Contains("MSSTOOLS_NO_SUCH_VARIABLE", absent.Error, StringComparison.Ordinal);
        DscAnswer vault = DscAnswer.Of("test", "MSSServer", Instance("MSSServer", ("token", "${secret:a}")));
        Assert.Equal(3, vault.Exit);
        Assert.Contains("secret()", vault.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MSSGroup", """{ "inputs": [ { "name": "a", "source": "rtsp://u:hunter2-verysecret@127.0.0.1:9/x" } ] }""", "$.inputs[0].source")]
    [InlineData("MSSGroup", """{ "push": { "token": "hunter2-verysecret" } }""", "$.push.token")]
    [InlineData("MSSIngest", """{ "streamKeys": { "hunter2-verysecret": "news" } }""", "$.streamKeys")]
    [InlineData("MSSServer", """{ "token": "hunter2-verysecret" }""", "$.token")]
    [InlineData("MSSServer", """{ "credential": { "userName": "viewer", "password": "hunter2-verysecret" } }""", "$.credential.password")]
    public void SecretInClear_IsRefusedAndNotRepeated(string resource, string secret, string place)
    {
        DscAnswer refused = DscAnswer.Of("set", resource, Instance(resource, [.. JsonNode.Parse(secret)!.AsObject().Select(member => (member.Key, member.Value))]));

        Assert.Equal(3, refused.Exit);
        Assert.Contains($"a secret in clear at {place}.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Error, StringComparison.Ordinal);
    }

    // The same key is never written twice with the same bytes.
    [Fact]
    public void Certificate_IsTheSameOne()
    {
        string pfx = Convert.ToBase64String(SelfSigned.CreatePfx());
        string wanted = Instance("MSSServer", ("certificate", new JsonObject { ["pfx"] = $"${{file:{_folder.Add("pfx", pfx)}}}" }));
        Assert.Equal(["_exist"], DscAnswer.Of("set", "MSSServer", wanted).Differing);

        Assert.Empty(DscAnswer.Of("set", "MSSServer", wanted).Differing!);
        JsonObject exported = DscAnswer.Of("export", "MSSServer", Only(("statePath", State))).State;
        Assert.Null(exported["certificate"]!["pfx"]);
        Assert.Empty(DscAnswer.Of("test", "MSSServer", exported.ToJsonString()).Differing!);
        Assert.Contains("$.certificate.pfx", DscAnswer.Of("test", "MSSServer", Instance("MSSServer", ("certificate", new JsonObject { ["pfx"] = pfx }))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void StreamKeys_AreInNoError()
    {
        DscAnswer refused = DscAnswer.Of("test", "MSSIngest", Instance("MSSIngest", ("streamKeys", new JsonObject { ["secureObject"] = new JsonObject { [Secret] = 5 } })));

        Assert.Contains("$.streamKeys,", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MSSGroup", """{ "groupName": "a", "push": { "what": 1 } }""", "$.push.what")]
    [InlineData("MSSGroup", """{ "groupName": "a", "chunkLength": "x" }""", "$.chunkLength")]
    [InlineData("MSSGroup", """{ "groupName": "a", "playlistType": "Round" }""", "$.playlistType")]
    [InlineData("MSSGroup", """{ "groupName": "a", "targetFolder": "web" }""", "targetFolder is 'web'; a full path is needed.")]
    [InlineData("MSSGroup", """{ "groupName": "a", "targetFolder": "/w", "inputs": [ { "name": "b", "source": "b.mp4" } ] }""", "The source of 'b' is 'b.mp4'")]
    [InlineData("MSSGroup", """{ "targetFolder": "/w" }""", "groupName is missing")]
    [InlineData("MSSIngest", "", "port is missing")]
    [InlineData("MSSIngest", """{ "port": 0 }""", "port is 0")]
    [InlineData("MSSIngest", """{ "port": 70000 }""", "port is 70000")]
    [InlineData("MSSServer", """{ "port": 1, "root": "web" }""", "root is 'web'")]
    [InlineData("MSSServer", """{ "port": 1, "address": "here" }""", "$.address")]
    [InlineData("MSSServer", """{ "port": 1, "_exist": "no" }""", "_exist is \"no\"")]
    [InlineData("MSSServer", """{ "port": 1, "statePath": "s" }""", "The state folder is 's'")]
    [InlineData("MSSServer", """{ "port": 1, "port": 2 }""", "port")]
    [InlineData("MSSServer", "[]", "no object")]
    [InlineData("MSSServer", "{ \"port\": ", "line 1")]
    [InlineData("MSSServer", "\uFFFD", "line 1")]
    public void Input_ThatIsWrong_SaysWhere(string resource, string input, string expected)
    {
        DscAnswer refused = DscAnswer.Of("test", resource, input);

        Assert.Equal(3, refused.Exit);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_TooLarge_IsRefused() => Assert.Equal(3, DscAnswer.Of("test", "MSSServer", new string(' ', 17 * 1024 * 1024)).Exit);

    [Theory]
    [InlineData("get")]
    [InlineData("get", "MSSStream")]
    [InlineData("list", "MSSGroup")]
    [InlineData("9", "MSSGroup")]
    [InlineData("get", "MSSGroup", "--what-if")]
    [InlineData("set", "MSSGroup", "--what")]
    [InlineData("set", "MSSGroup", "--what-if", "x")]
    public void CommandLine_ThatIsWrong_SaysWhatIsRight(params string[] args)
    {
        using var error = new StringWriter();

        Assert.Equal(2, DscProgram.Run(args, Stream.Null, TextWriter.Null, error));
        Assert.Contains("MSSGroup | MSSIngest | MSSServer", JsonNode.Parse(error.ToString())!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyThere_SaysToStartOne()
    {
        _host!.Dispose();
        _host = null;

        DscAnswer alone = DscAnswer.Of("get", "MSSIngest", Instance("MSSIngest"));

        Assert.Equal(4, alone.Exit);
        Assert.Contains("Start-MSSService", alone.Error, StringComparison.Ordinal);
        Assert.Contains(State, alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PortThatIsTaken_IsRefusedAndNothingIsKept()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string taken = Only(("statePath", State), ("port", ((IPEndPoint)other.LocalEndpoint).Port), ("address", "127.0.0.1"));

        DscAnswer refused = DscAnswer.Of("set", "MSSIngest", taken);

        Assert.Equal(5, refused.Exit);
        Assert.False(DscAnswer.Of("get", "MSSIngest", taken).State["_exist"]!.GetValue<bool>());
    }

    [Fact]
    public void GroupOfAFolderInUse_IsRefusedAndTheOtherGoesOn()
    {
        DscAnswer.Of("set", "MSSGroup", Instance("MSSGroup"));
        string within = Instance("MSSGroup", ("targetFolder", Path.Join(Web, "news")), ("groupName", "inner"));

        DscAnswer refused = DscAnswer.Of("set", "MSSGroup", within);

        Assert.Equal(5, refused.Exit);
        Assert.Empty(DscAnswer.Of("test", "MSSGroup", Instance("MSSGroup")).Differing!);
    }

    [Fact]
    public void SettingThatIsRefused_WhatRanGoesOn()
    {
        DscAnswer.Of("set", "MSSGroup", Instance("MSSGroup"));

        Assert.Equal(3, DscAnswer.Of("set", "MSSGroup", Instance("MSSGroup", ("timeScale", 1001))).Exit);

        Assert.Empty(DscAnswer.Of("test", "MSSGroup", Instance("MSSGroup")).Differing!);
        Assert.Equal(1, DscAnswer.Of("set", "MSSServer", Instance("MSSServer", ("root", _folder.Join("none")))).Exit);
    }

    // What a service keeps and cannot have now is there, is not as it should be, says why, and can be ended.
    [Fact]
    public void KeptAndNotHad_SaysWhy()
    {
        int port = FreePort.Find();
        string wanted = Only(("statePath", State), ("port", port), ("address", "127.0.0.1"));
        DscAnswer.Of("set", "MSSIngest", wanted);
        _host!.Dispose();
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        _host = Start();

        DscAnswer pending = DscAnswer.Of("test", "MSSIngest", wanted);

        Assert.Equal(["lastError"], pending.Differing);
        Assert.Equal((true, false), (pending.State["_exist"]!.GetValue<bool>(), pending.State["_inDesiredState"]!.GetValue<bool>()));
        Assert.Contains($"{port}", pending.State["lastError"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(5, DscAnswer.Of("set", "MSSIngest", wanted).Exit);
        Assert.Equal(0, DscAnswer.Of("delete", "MSSIngest", wanted).Exit);
        Assert.Empty(DscAnswer.Of("export", "MSSIngest", Only(("statePath", State))).States);
    }

    [Fact]
    public void Export_Filter_GivesThoseThatAreSo()
    {
        DscAnswer.Of("set", "MSSGroup", Instance("MSSGroup"));
        DscAnswer.Of("set", "MSSGroup", Instance("MSSGroup", ("groupName", "sport")));

        IReadOnlyList<JsonObject> all = DscAnswer.Of("export", "MSSGroup", Only(("statePath", State))).States;

        Assert.Equal([Path.Join(Web, "news"), Path.Join(Web, "sport")], all.Select(state => state["_name"]!.GetValue<string>()).Order());
        Assert.Equal("sport", DscAnswer.Of("export", "MSSGroup", Only(("statePath", State), ("groupName", "sport"))).State["groupName"]!.GetValue<string>());
    }

    // Or a group would be another one for a separator at the end of its folder.
    [Fact]
    public void Paths_AreWhole()
    {
        DscAnswer.Of("set", "MSSGroup", Instance("MSSGroup"));

        Assert.Empty(DscAnswer.Of("test", "MSSGroup", Instance("MSSGroup", ("targetFolder", Path.Join(Web, "..", "web") + Path.DirectorySeparatorChar))).Differing!);
    }

    public void Dispose()
    {
        _host?.Dispose();
        _folder.Dispose();
    }

    private ServiceHost Start() => ServiceHost.Start(State, static _ => { }, TimeProvider.System);

    private string Instance(string resource, params (string Name, JsonNode? Value)[] more)
    {
        JsonObject instance = JsonNode.Parse(resource switch
        {
            "MSSGroup" => $$"""
                {
                  "groupName": "news", "targetFolder": {{JsonSerializer.Serialize(Web)}}, "localStreamNames": [ "a" ], "chunkLength": 1,
                  "inputs": [ { "name": "a", "source": {{JsonSerializer.Serialize(s_clip)}}, "loop": true } ]
                }
                """,
            "MSSIngest" => $$"""{ "port": {{_ingestPort}}, "address": "127.0.0.1" }""",
            _ => $$"""{ "port": {{_serverPort}}, "root": {{JsonSerializer.Serialize(Web)}} }""",
        })!.AsObject();
        instance["statePath"] = State;
        foreach ((string name, JsonNode? value) in more)
        {
            instance[name] = value?.DeepClone();
        }

        return instance.ToJsonString();
    }

    private static string Only(params (string Name, JsonNode? Value)[] members) =>
        new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, member.Value))).ToJsonString();

    private readonly int _ingestPort = FreePort.Find();

    private readonly int _serverPort = FreePort.Find();
}
