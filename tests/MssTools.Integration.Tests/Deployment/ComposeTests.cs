using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MssTools.Core.Tests;
using Xunit;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>The Compose file is as the Compose specification has it, and its nodes are what the service takes.</summary>
public sealed class ComposeTests
{
    private static readonly Dictionary<string, string> s_variables = new() { ["REDIS_PASSWORD"] = "secret", ["MSSTOOLS_STATE_KEY"] = "key" };

    private static readonly JsonObject s_file = DeployFile.ReadYaml("compose.yaml");

    [SchemaFact("compose.schema.json")]
    public void File_IsAsTheSpecificationHasIt()
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(SchemaFactAttribute.PathOf("compose.schema.json")))!;
        Assert.Empty(JsonSchemaCheck.Find(s_file, schema));

        JsonObject broken = s_file.DeepClone().AsObject();
        broken["services"]!["a"]!["stop_grace"] = "120s";
        Assert.Contains("$.services.a", JsonSchemaCheck.Find(broken, schema)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_AreThree_EachWithItsNameAddressAndState()
    {
        (string Name, JsonObject Service, ServiceDefinition Node)[] nodes = [.. Services("a", "b", "c").Select(pair => (pair.Name, pair.Service, NodeLine.Read(Words(pair.Service["command"]!))))];

        Assert.All(nodes, node =>
        {
            Assert.Equal(node.Name, node.Node.NodeName);
            Assert.Equal(Text(node.Service["networks"]!["nodes"]!["ipv4_address"]!), $"{node.Node.NodeAddress}");
            Assert.Equal($"exec 3<>/dev/tcp/{node.Node.NodeAddress}/{node.Node.NodePort}", Text(node.Service["healthcheck"]!["test"]![3]!));
            Assert.Equal([$"state-{node.Name}:{node.Node.StatePath}", "web:/web"], Words(node.Service["volumes"]!));
        });
        Assert.Single(nodes.Select(node => (node.Node.NodePort, node.Node.Cluster)).Distinct());
        Assert.Equal(3, nodes.Select(node => node.Node.NodeAddress).Distinct().Count());
        var subnet = IPNetwork.Parse(Text(s_file["networks"]!["nodes"]!["ipam"]!["config"]![0]!["subnet"]!));
        Assert.All(nodes, node => Assert.True(subnet.Contains(node.Node.NodeAddress)));
    }

    [Fact]
    public void Store_IsTheRedisOfTheFile_WithItsPassword_AndKeepsWhatItIsTold()
    {
        (_, JsonObject redis) = Services("redis").Single();
        Uri store = NodeLine.Read(Words(s_file["services"]!["a"]!["command"]!)).Cluster!;
        List<string> command = Words(redis["command"]!);

        Assert.Equal(("redis", 6379, ":secret"), (store.Host, store.Port, store.UserInfo));
        Assert.Equal("secret", command[command.IndexOf("--requirepass") + 1]);
        Assert.Equal("yes", command[command.IndexOf("--appendonly") + 1]);
        Assert.Null(redis["ports"]);
    }

    [Fact]
    public void Secrets_AreTwo_FromTheEnvironment_AndTheREADMESaysHow()
    {
        string text = DeployFile.Read("compose.yaml");
        string readme = DeployFile.Read("README.md");
        string[] names = [.. Regex.Matches(text, @"\$\{(\w+)").Select(found => found.Groups[1].Value).Distinct().Order()];

        Assert.Equal(["MSSTOOLS_STATE_KEY", "REDIS_PASSWORD"], names);
        Assert.All(names, name => Assert.Contains($"{name}=", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Volumes_AreAllDeclared()
    {
        string[] declared = [.. s_file["volumes"]!.AsObject().Select(volume => volume.Key).Order()];
        string[] used = [.. s_file["services"]!.AsObject().SelectMany(service => Words(service.Value!["volumes"]!)).Select(volume => volume.Split(':')[0]).Distinct().Order()];
        Assert.Equal(declared, used);
    }

    private static IEnumerable<(string Name, JsonObject Service)> Services(params string[] names) =>
        names.Select(name => (name, s_file["services"]![name]!.AsObject()));

    private static string Text(JsonNode node) => DeployFile.WithVariables(node.GetValue<string>(), s_variables);

    private static List<string> Words(JsonNode list) => [.. list.AsArray().Select(word => Text(word!))];
}
