using System.Globalization;
using System.Net;
using System.Xml.Linq;
using MssTools.Core;
using MssTools.Integration.Tests.Reading;

namespace MssTools.Integration.Tests.Origin;

/// <summary>A packaged group in a web root, a server for it, and a client.</summary>
internal sealed class ServedGroup : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine;

    /// <param name="configure">Changes what the server is told.</param>
    /// <param name="time">The server's clock; the system's where omitted.</param>
    public ServedGroup(Func<ServerDefinition, ServerDefinition>? configure = null, TimeProvider? time = null)
    {
        Root = _folder.PathOf("root");
        Directory.CreateDirectory(Root);
        _engine = new MssEngine(time ?? TimeProvider.System);
        Group = Packager.Package(Root, Repository.Samples);
        var definition = new ServerDefinition { Root = Root, Port = 0 };
        Server = _engine.StartServer(configure?.Invoke(definition) ?? definition);
        Client = new HttpClient { BaseAddress = new Uri(Server.Url) };
    }

    public string Root { get; }

    public MssServer Server { get; }

    public ClientGroup Group { get; }

    public HttpClient Client { get; }

    /// <summary>Bit rate of the second video rendition.</summary>
    public string Bitrate => Group.Video.Levels[1].Bitrate;

    /// <summary>What the server says of itself now.</summary>
    public MssServer Now => _engine.GetServers().Single();

    /// <summary>Full path beside the web root.</summary>
    public string Outside(string name) => _folder.PathOf(name);

    /// <summary>Full path of a file in the group's folder.</summary>
    public string PathOf(string path) => Path.Join(Root, "group", path);

    /// <summary>Full path of a fragment of the second video rendition.</summary>
    public string FragmentPath(int index) => Group.PathOf(Group.Video, Group.Video.Levels[1], Group.Video.Rows[index].Time);

    /// <summary>Standard URL of a fragment of the second video rendition.</summary>
    public string FragmentUrl(int index, string noun = "Fragments", string point = "group.ism") => string.Create(
        CultureInfo.InvariantCulture, $"{point}/QualityLevels({Bitrate})/{noun}(video={Group.Video.Rows[index].Time})");

    /// <summary>Static URL of a fragment of the second video rendition.</summary>
    public string FileUrl(int index) => string.Create(CultureInfo.InvariantCulture, $"group/{Bitrate}/video/{Group.Video.Rows[index].Time}.fmp4");

    /// <summary>Makes the group a live one that lists its first fragments.</summary>
    public void GoLive(int listed)
    {
        XElement manifest = XElement.Parse(File.ReadAllText(PathOf("manifest.ismc")));
        manifest.SetAttributeValue("Duration", 0);
        manifest.SetAttributeValue("IsLive", "TRUE");
        manifest.SetAttributeValue("LookAheadFragmentCount", 2);
        manifest.SetAttributeValue("DVRWindowLength", 0);
        foreach (XElement index in manifest.Elements("StreamIndex"))
        {
            index.Elements("c").Skip(listed).Remove();
        }

        File.WriteAllText(PathOf("manifest.new"), manifest.ToString());
        File.Move(PathOf("manifest.new"), PathOf("manifest.ismc"), overwrite: true);
    }

    /// <summary>Gets a URL with further headers.</summary>
    public async Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Gets a URL's status.</summary>
    public async Task<HttpStatusCode> StatusAsync(string url, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await GetAsync(url, headers);
        return response.StatusCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _engine.Shutdown();
        _folder.Dispose();
    }
}
