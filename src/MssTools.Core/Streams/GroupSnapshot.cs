using System.Net;
using System.Security.Cryptography.X509Certificates;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Outputs;

namespace MssTools.Core.Streams;

/// <summary>Sums up the streams of a group.</summary>
internal static class GroupSnapshot
{
    /// <summary>What users see of a group.</summary>
    public static MssGroup Of(
        StreamDefinition definition,
        IReadOnlyList<MssStream> streams,
        IReadOnlyList<MssOutput> outputs,
        ClientManifest? manifest) => new()
        {
            GroupName = definition.GroupName,
            TargetFolder = definition.TargetFolder,
            Definition = Shown(definition),
            ManifestPath = definition.ManifestPath,
            State = StateOf(streams),
            IsLive = definition.IsLive && manifest is not { IsLive: false },
            PlaylistType = definition.PlaylistType,
            Streams = streams,
            Outputs = outputs,
            RenditionCount = streams.Count,
            Tracks = [.. streams.SelectMany(s => s.Tracks)],
            FragmentCount = streams.Sum(s => s.FragmentCount),
            LastFragmentTime = streams.Max(s => s.LastFragmentTime),
            Bytes = streams.Sum(s => s.Bytes),
            Duration = manifest is not null
            ? TimeSpan.FromTicks(manifest.Duration)
            : streams.Select(s => s.Duration).DefaultIfEmpty().Max(),
            Window = TimeSpan.FromTicks(PlaylistWindow.Of(definition).Length),
            IsAligned = streams.All(s => s.IsAligned),
            Warnings = [.. streams.SelectMany(s => s.Warnings).Distinct()],
            LastError = streams.Select(s => s.LastError).LastOrDefault(e => e is not null),
            History = [.. streams.SelectMany(s => s.History).OrderBy(h => h.Time)],
        };

    /// <summary>A definition as people may see it: addresses have stars in the place of secrets, and certificates no private key.</summary>
    public static StreamDefinition Shown(StreamDefinition definition) => definition with
    {
        Inputs = [.. definition.Inputs.Select(input => input with { Source = LocalStreamRegistry.Shown(input.Source) })],
        Push = Shown(definition.Push),
    };

    private static PushDefinition Shown(PushDefinition push) => push with
    {
        Points = [.. push.Points.Select(point => new Uri(PushDefinition.Shown(point)))],
        Credential = push.Credential is { } credential ? new NetworkCredential(credential.UserName, SourceSecrets.Stars) : null,
        Token = push.Token.Length > 0 ? SourceSecrets.Stars : "",
        Certificate = push.Certificate is { HasPrivateKey: true } own ? X509CertificateLoader.LoadCertificate(own.RawData) : push.Certificate,
    };

    // A group lives as long as one of its streams; after that it is as good as its worst stream.
    private static StreamState StateOf(IReadOnlyList<MssStream> streams)
    {
        ReadOnlySpan<StreamState> order =
            [StreamState.Running, StreamState.Stopping, StreamState.Waiting, StreamState.Failed, StreamState.Stopped];
        foreach (StreamState state in order)
        {
            if (streams.Any(s => s.State == state))
            {
                return state;
            }
        }

        return StreamState.Completed;
    }
}
