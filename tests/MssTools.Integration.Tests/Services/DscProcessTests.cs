using System.Diagnostics;
using System.Text.Json.Nodes;
using MssTools.Core;
using MssTools.Core.Tests;
using Xunit;

namespace MssTools.Integration.Tests.Services;

/// <summary>The resources as Microsoft DSC runs them: by the command lines of the manifests, beside a service that is a process, too.</summary>
public sealed class DscProcessTests : IDisposable
{
    private static readonly TimeSpan s_patience = Patience.Of(60);
    private static readonly string s_manifests = Repository.PathOf("module/dsc");

    private readonly TemporaryFolder _folder = new();
    private Process? _service;

    private string State => _folder.PathOf("s");

    // The example: a plan, then set, then set again; over a kill; and what is exported is what was set.
    [Fact]
    public async Task Example_SetTwice_TheSecondTimeNothingChanges()
    {
        var dsc = new DscEngine(s_manifests, State);
        JsonNode document = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("examples/dsc/channels.dsc.config.json")))!;
        JsonObject parameters = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("examples/dsc/channels.parameters.json")))!["parameters"]!.AsObject();
        Directory.CreateDirectory(_folder.PathOf("web"));
        (parameters["webRoot"], parameters["ingestPort"], parameters["serverPort"]) = (_folder.PathOf("web"), FreePort.Find(), FreePort.Find());
        await StartAsync();

        Dictionary<string, (string[] Changed, JsonObject After)> plan = await DscEngine.RunAsync(document, parameters, (type, one) => dsc.SetAsync(type, one, isPlan: true));
        Assert.Equal(["studio", "news", "card", "web"], plan.Where(result => result.Value.Changed.Length > 0).Select(result => result.Key));
        Assert.All(plan.Where(result => result.Key != "old"), result => Assert.Contains("Start", $"{result.Value.After["_metadata"]!["whatIf"]![0]}", StringComparison.Ordinal));
        Assert.Empty(await dsc.ExportAsync("MssTools/MSSGroup"));

        Dictionary<string, (string[] Changed, JsonObject After)> first = await DscEngine.RunAsync(document, parameters, (type, one) => dsc.SetAsync(type, one));
        Assert.Equal(["studio", "news", "card", "web"], first.Where(result => result.Value.Changed.Length > 0).Select(result => result.Key));
        Assert.DoesNotContain("change-this-key", string.Concat(first.Values.Select(result => result.After)), StringComparison.Ordinal);
        await AssertSoAsync(dsc, document, parameters);
        Assert.All(await DscEngine.RunAsync(document, parameters, (type, one) => dsc.SetAsync(type, one)), result => Assert.Empty(result.Value.Changed));

        Kill();
        await StartAsync();
        await AssertSoAsync(dsc, document, parameters);

        foreach (string type in dsc.Types)
        {
            foreach (JsonObject exported in await dsc.ExportAsync(type))
            {
                Assert.Empty(await dsc.TestAsync(type, exported));
                Assert.Empty((await dsc.SetAsync(type, exported)).Changed);
                await dsc.DeleteAsync(type, exported);
                Assert.False((await dsc.GetAsync(type, exported))["_exist"]!.GetValue<bool>());
            }

            Assert.Empty(await dsc.ExportAsync(type, new JsonObject { ["statePath"] = State }));
        }

    }

    [Fact]
    public async Task NoService_IsSaidAsTheManifestHasIt()
    {
        var dsc = new DscEngine(s_manifests, State);
        foreach (string type in dsc.Types)
        {
            (int exit, string answer, string error) = await dsc.CommandAsync(type, "export", "");

            Assert.Equal(("No service answers.", ""), ($"{dsc.Of(type, "exitCodes")[$"{exit}"]}", answer));
            Assert.Contains("Start-MSSService", $"{JsonNode.Parse(error)!["error"]}", StringComparison.Ordinal);
        }
    }

    // Whatever the code page of the console is.
    [Fact]
    public async Task NamesOfAllTongues_ComeBack()
    {
        const string Name = "новости-ニュース";
        var dsc = new DscEngine(s_manifests, State);
        await StartAsync();
        JsonObject group = new()
        {
            ["groupName"] = Name,
            ["targetFolder"] = _folder.PathOf("web"),
            ["localStreamNames"] = new JsonArray("later"),
        };

        Assert.Equal(Name, $"{(await dsc.SetAsync("MssTools/MSSGroup", group)).After["groupName"]}");
        Assert.Empty(await dsc.TestAsync("MssTools/MSSGroup", group));
    }

    public void Dispose()
    {
        Kill();
        _folder.Dispose();
    }

    private static async Task AssertSoAsync(DscEngine dsc, JsonNode document, JsonObject parameters) =>
        Assert.All(await DscEngine.RunAsync(document, parameters, dsc.TestAsync), result => Assert.Empty(result.Value));

    private async Task StartAsync()
    {
        _service = Process.Start(new ProcessStartInfo("dotnet", [Repository.PathOf("module/bin/core/MssTools.Service.dll"), "--state-path", State, "--detached"]))!;
        using var client = ServiceClient.ToFolder("s", State);
        var watch = Stopwatch.StartNew();
        while (!IsReady(client))
        {
            Assert.True(watch.Elapsed < s_patience, "The service does not answer.");
            await Task.Delay(50);
        }
    }

    private void Kill()
    {
        if (_service is { } service)
        {
            service.Kill();
            Assert.True(service.WaitForExit(s_patience));
            service.Dispose();
            _service = null;
        }
    }

    private static bool IsReady(ServiceClient client)
    {
        try
        {
            return client.GetService().State == MssServiceState.Running;
        }
        catch (MssException failure) when (failure.Code == MssError.Unavailable)
        {
            return false; // it does not answer yet
        }
    }
}
