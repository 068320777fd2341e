using System.Collections.Frozen;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MssTools.Core.Origin;

/// <summary>
/// The pages that list and play groups, read and compressed once. What they consist of has a version in its URL and may
/// be cached for ever; the pages are asked for again each time, and run no script but ours.
/// </summary>
internal sealed class PlayerPages
{
    private const string Page = ".html";
    private const string Placeholder = "{version}";
    private const string Checked = "no-cache";
    private const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Media Source Extensions play what a blob URL stands for.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private readonly FrozenDictionary<string, Answer> _answers;
    private readonly string _version;

    private PlayerPages(string version, FrozenDictionary<string, Answer> answers) => (_version, _answers) = (version, answers);

    /// <summary>Reads the files of a folder.</summary>
    /// <param name="folder">Full path; null: there are no pages.</param>
    public static PlayerPages Read(string? folder)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (folder is not null && Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
            }
        }

        string version = VersionOf(files);
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach ((string name, byte[] bytes) in files)
        {
            if (ContentType.Of(new RequestPath(name.Split('/'), "")) is { } type)
            {
                answers[name] = Compose(name, bytes, type, version);
            }
        }

        return new PlayerPages(version, answers.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The page of a name, without extension.</summary>
    public Answer Find(string name) => _answers.GetValueOrDefault(name + Page) ?? Answer.NotFound;

    /// <summary>What a page consists of: the version, then the name.</summary>
    public Answer FindPart(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Count >= 2 && path[0] == _version
            && !path[^1].EndsWith(Page, StringComparison.Ordinal)
            && _answers.GetValueOrDefault(string.Join('/', path.Skip(1))) is { } answer
                ? answer
                : Answer.NotFound;
    }

    private static string VersionOf(SortedDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, byte[] bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    private static Answer Compose(string name, byte[] bytes, string type, string version)
    {
        bool isPage = name.EndsWith(Page, StringComparison.Ordinal);
        if (isPage)
        {
            bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(Placeholder, version, StringComparison.Ordinal));
        }

        byte[] gzip = Compress(bytes);
        return new Answer(HttpStatusCode.OK)
        {
            Body = new Body.Memory(bytes),
            Gzip = gzip.Length < bytes.Length ? gzip : null,
            ContentType = type,
            CacheControl = isPage ? Checked : Immutable,
            ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"",
            Header = isPage ? ("Content-Security-Policy", Policy) : null,
        };
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
