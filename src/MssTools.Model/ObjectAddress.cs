using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace MssTools;

/// <summary>
/// A place in an object store: <c>s3://bucket/prefix</c> of Amazon S3 or what speaks its protocol, <c>az://container/prefix</c> of Azure Blob Storage.
/// </summary>
public sealed record ObjectAddress
{
    /// <summary>The longest key that S3 and Azure both take, in bytes of UTF-8.</summary>
    public const int LongestKey = 1024;

    private const int ShortestBucket = 3;
    private const int LongestBucket = 63;

    private static readonly string[] s_schemes = ["s3", "az"];
    private static readonly SearchValues<char> s_ofBuckets = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private ObjectAddress(string scheme, string bucket, string prefix) => (Scheme, Bucket, Prefix) = (scheme, bucket, prefix);

    /// <summary><c>s3</c> or <c>az</c>.</summary>
    public string Scheme { get; }

    /// <summary>The bucket; of Azure, the container.</summary>
    public string Bucket { get; }

    /// <summary>What keys begin with, without a '/' before or behind it; may be empty.</summary>
    public string Prefix { get; }

    /// <summary>Scheme and bucket: <c>s3://bucket</c>.</summary>
    public string Store => $"{Scheme}://{Bucket}";

    /// <summary>True for what means to be an address, right or wrong, and no path.</summary>
    public static bool IsOne([NotNullWhen(true)] string? text) =>
        text is not null && Array.Exists(s_schemes, scheme => text.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase));

    /// <summary>What lies in a folder under a name, be the folder one of the system or an address.</summary>
    public static string Join(string folder, string name) => IsOne(folder) ? $"{folder}/{name}" : Path.Join(folder, name);

    /// <summary>Reads an address.</summary>
    /// <exception cref="MssException">InvalidSetting: it is none; says why.</exception>
    public static ObjectAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsOne(text))
        {
            throw Invalid(text, "begins with neither s3:// nor az://");
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string[] names = text[(colon + 3)..].TrimEnd('/').Split('/');
        string bucket = names[0];
        string? problem =
            bucket.Length is < ShortestBucket or > LongestBucket || bucket.AsSpan().ContainsAnyExcept(s_ofBuckets)
                || !char.IsAsciiLetterOrDigit(bucket[0]) || !char.IsAsciiLetterOrDigit(bucket[^1])
                ? $"has '{bucket}' for the name of a bucket, which has {ShortestBucket} to {LongestBucket} small letters, digits, '-' and '.'"
            : names.Skip(1).Any(static name => name is "" or "." or "..") ? "has an empty name, '.' or '..' in its path"
            : names.Skip(1).Any(static name => name.AsSpan().ContainsAny("\\?#%") || name.Any(char.IsControl))
                ? "has characters in its path that would be read as something else: use none of '\\', '?', '#' and '%'"
            : null;
        return problem is null ? new ObjectAddress(text[..colon].ToLowerInvariant(), bucket, string.Join('/', names.Skip(1))) : throw Invalid(text, problem);
    }

    /// <summary>The address as it is written everywhere: no '/' at its end, the scheme in small letters.</summary>
    public override string ToString() => Prefix.Length == 0 ? Store : $"{Store}/{Prefix}";

    private static MssException Invalid(string text, string problem) => new(
        MssError.InvalidSetting, $"'{text}' {problem}.", "Give an address such as s3://bucket/prefix or az://container/prefix.");
}
