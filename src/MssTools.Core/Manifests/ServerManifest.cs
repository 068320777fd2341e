using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>
/// A server manifest: of a recorded presentation, <c>.ism</c>, or of a live stream, LiveServerManifest ([MS-SSTR] 2.2.7.3). It says which
/// tracks there are and in what files or streams.
/// </summary>
/// <param name="Tracks">The tracks, in their order.</param>
/// <param name="ClientManifest">Relative path of the client manifest; null: it is told none, as in live streams.</param>
internal sealed record ServerManifest(IReadOnlyList<ServerManifestTrack> Tracks, string? ClientManifest = null);

/// <summary>A track of a server manifest.</summary>
/// <param name="Kind">Pictures or sound; null: text, which is not packaged.</param>
/// <param name="Source">The file that has it; <c>Streams</c> in live streams.</param>
/// <param name="SystemBitrate">Bits per second, by which URLs name it.</param>
/// <param name="TrackId">Its number in that file.</param>
/// <param name="TrackName">What manifests and URLs call its content.</param>
internal sealed record ServerManifestTrack(MediaKind? Kind, string Source, long SystemBitrate, uint TrackId, string TrackName)
{
    /// <summary>Of the sound, as the manifest writes it; null: not told.</summary>
    public string? SystemLanguage { get; init; }

    /// <summary>Ticks per second of its times; null: not told, which means 10,000,000.</summary>
    public long? Timescale { get; init; }

    /// <summary>The codec; null: not told.</summary>
    public string? FourCC { get; init; }

    /// <summary>Empty: not told.</summary>
    public ReadOnlyMemory<byte> CodecPrivateData { get; init; }

    /// <summary>Other numbers of its QualityLevel: MaxWidth, SamplingRate and so on.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Attributes { get; init; } = [];
}
