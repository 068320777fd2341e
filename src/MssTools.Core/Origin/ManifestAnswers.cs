using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin;

/// <summary>Answers requests for manifests, in both forms; each version is rewritten and compressed once.</summary>
/// <param name="whenStale">What a stalled live group answers.</param>
/// <param name="caches">The caches that may keep manifests.</param>
/// <param name="time">Says whether a group has stalled.</param>
internal sealed class ManifestAnswers(StaleGroup whenStale, string caches, TimeProvider time)
{
    private const int MostManifests = 1000;

    /// <summary>A live group that had no new fragment for so many fragment lengths has stalled.</summary>
    private const int StalledAfter = 3;

    private readonly ConcurrentDictionary<(string Path, bool Standard), (StoredFile File, Answer Answer)> _answers = new();

    /// <summary>The answer for a manifest.</summary>
    /// <param name="group">The group's.</param>
    /// <param name="standard">True for the standard Url templates, false for the file as it is.</param>
    public Answer Of(ServedManifest group, bool standard)
    {
        ArgumentNullException.ThrowIfNull(group);
        PublishedManifest manifest = group.Manifest;
        if (whenStale != StaleGroup.Serve && HasStalled(group))
        {
            return whenStale == StaleGroup.NotFound
                ? Answer.NotFound
                : Answer.Error(HttpStatusCode.ServiceUnavailable) with { Header = ("Retry-After", Seconds(manifest.FragmentLength, least: 1)) };
        }

        (string, bool) key = (group.File.FullPath, standard);
        if (_answers.TryGetValue(key, out (StoredFile File, Answer Answer) known) && known.File == group.File)
        {
            return known.Answer;
        }

        Answer answer = Compose(group, standard);
        if (_answers.Count >= MostManifests)
        {
            _answers.Clear();
        }

        _answers[key] = (group.File, answer);
        return answer;
    }

    /// <summary>Forgets all answers.</summary>
    public void Clear() => _answers.Clear();

    private bool HasStalled(ServedManifest group) =>
        group.Manifest.IsLive && time.GetUtcNow() - group.File.Written > StalledAfter * group.Manifest.FragmentLength;

    private Answer Compose(ServedManifest group, bool standard)
    {
        ReadOnlyMemory<byte> bytes = standard ? StandardUrls.Apply(group.Bytes) : group.Bytes;
        byte[] gzip = Compress(bytes.Span);
        string etag = group.File.ETag;
        return new Answer(HttpStatusCode.OK)
        {
            Body = new Body.Memory(bytes),
            Gzip = gzip.Length < bytes.Length ? gzip : null,
            ContentType = ServedAs.Manifest,
            CacheControl = $"{caches}, max-age={MostAge(group.Manifest)}",
            ETag = standard ? $"{etag[..^1]}-ism\"" : etag,
            Written = group.File.Written,
        };
    }

    private static string MostAge(PublishedManifest manifest) => Seconds(ServedAs.AgeOfManifest(manifest.IsLive, manifest.FragmentLength), least: 0);

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static string Seconds(TimeSpan time, int least) =>
        Math.Max(least, (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
