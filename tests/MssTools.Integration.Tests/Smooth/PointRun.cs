using System.Net;
using System.Security.Cryptography.X509Certificates;
using MssTools.Core;
using MssTools.Core.Tests;
using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Smooth;

/// <summary>An engine with a server, and publishing points on it.</summary>
internal sealed class PointRun : IDisposable
{
    private static readonly TimeSpan s_limit = Patience.Of(60);

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2? _certificate;
    private readonly MssServer _server;

    /// <summary>Opens a port of its own.</summary>
    public PointRun(bool isSecure = false)
    {
        _certificate = isSecure ? SelfSigned.Create() : null;
        _server = Engine.StartServer(new ServerDefinition { Root = _folder.FullName, Port = 0, Certificate = _certificate });
    }

    public MssEngine Engine { get; } = new(TimeProvider.System);

    public int Port => _server.Port;

    /// <summary>Makes a point, whose groups have fragments of a second.</summary>
    public void Add(string name, NetworkCredential? credential = null, params Uri[] relayTo) => Engine.AddPoint(new PointDefinition
    {
        Name = name,
        ServerId = _server.Id,
        Credential = credential,
        Group = new StreamDefinition
        {
            ChunkLength = 1,
            LookAheadFragmentCount = 0,
            IsmType = relayTo.Length > 0 ? IsmType.Isml : IsmType.Ismc,
            Push = new PushDefinition { Points = relayTo },
        },
    });

    public MssPublishingPoint Point(string name) => Engine.GetPoints().Single(point => point.Name == name);

    /// <summary>Where encoders send a stream to.</summary>
    public string Address(string name, string user = "") =>
        $"{(_certificate is null ? "http" : "https")}://{user}127.0.0.1:{Port}/{name}.isml/Streams(a)";

    /// <summary>Arguments of ffmpeg that pushes a file as fast as it plays.</summary>
    public static string[] Pushing(string file, string address, string flags = "") =>
        ["-v", "error", "-re", "-i", file, "-c", "copy", "-f", "ismv", "-movflags", "isml+frag_keyframe" + flags, "-tls_verify", "0", address];

    /// <summary>Waits for the end of a broadcast, and asserts that its group has the packets of a file.</summary>
    public async Task AssertHasPacketsAsync(string name, string file)
    {
        Until(() => Point(name).State == MssPointState.Stopped, () => $"{Point(name)}");
        ClientGroup packaged = GroupLaws.Check(_folder.PathOf(name));
        Assert.Equal(2, packaged.Indexes.Count);
        foreach (ClientIndex index in packaged.Indexes)
        {
            IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(file, index.IsVideo);
            Assert.Equal(
                source.Select(p => p.Hash), packaged.SamplesOf(index, index.Levels[0]).Select(s => SourcePacket.HashOf(s.Data)));
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static void Until(Func<bool> condition, Func<string>? facts = null) =>
        Assert.True(SpinWait.SpinUntil(condition, s_limit), $"Not so within {s_limit}. {facts?.Invoke()}");

    public void Dispose()
    {
        Engine.Shutdown();
        _certificate?.Dispose();
        _folder.Dispose();
    }
}
