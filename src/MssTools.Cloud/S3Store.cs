using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MssTools.Core.Objects;

namespace MssTools.Cloud;

/// <summary>A bucket of Amazon S3, or of what speaks its protocol.</summary>
/// <param name="client">The SDK; disposed with this. Its HTTP connections are shared by all clients (<see cref="SendOnce"/>).</param>
/// <param name="bucket">Name of the bucket.</param>
internal sealed class S3Store(IAmazonS3 client, string bucket) : IBucket
{
    /// <inheritdoc/>
    public string Name => $"s3://{bucket}";

    /// <summary>Opens a bucket by the SDK's own rules: its environment variables, its profiles, the machine's role.</summary>
    /// <exception cref="MssException">InvalidSetting: there is no region, or what is set is wrong.</exception>
    public static S3Store Open(ObjectAddress address) => new(S3Client.Create(), address.Bucket);

    /// <inheritdoc/>
    public async Task<ObjectTag?> PutAsync(string key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = BinaryData.FromBytes(content.Bytes).ToStream(), // reads the caller's memory
            ContentType = content.ContentType,
            UseChunkEncoding = false, // one signature for all of it: what is in memory need not be signed piece by piece
            IfNoneMatch = condition.IsNew ? "*" : null,
            IfMatch = condition.Tag?.Value,
        };
        request.Headers.CacheControl = content.CacheControl;
        try
        {
            PutObjectResponse stored = await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
            return Tag(stored.ETag);
        }
        catch (AmazonS3Exception refused) when (condition != PutCondition.None && IsRefusal(refused))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> GetAsync(string key, long limit, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse found = await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key }, cancellationToken).ConfigureAwait(false);
            bool isStated = found.Headers.Keys.Contains("Content-Length");
            ReadOnlyMemory<byte> bytes = await Body.ReadAsync(
                found.ResponseStream, isStated ? found.ContentLength : -1, limit, $"{Name}/{key}", cancellationToken).ConfigureAwait(false);
            return new StoredObject(bytes, Tag(found.ETag), found.LastModified is { } written ? new DateTimeOffset(written.ToUniversalTime()) : null);
        }
        catch (AmazonS3Exception none) when (none.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<KeyPage> ListAsync(string prefix, string? page, CancellationToken cancellationToken)
    {
        ListObjectsV2Response found = await client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, ContinuationToken = page }, cancellationToken).ConfigureAwait(false);
        return new KeyPage([.. (found.S3Objects ?? []).Select(o => o.Key)], found.IsTruncated == true ? found.NextContinuationToken : null);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key }, cancellationToken);

    /// <inheritdoc/>
    public StoreFailure? Read(Exception failure) => failure switch
    {
        AmazonServiceException { StatusCode: not 0 } said => new StoreFailure(said.StatusCode, said.ErrorCode ?? "", said.Message),
        HttpRequestException or IOException or InvalidDataException or OperationCanceledException => Unanswered(failure),
        AmazonServiceException { InnerException: HttpRequestException or IOException or WebException } => Unanswered(failure.GetBaseException()),
        AmazonServiceException => Unanswered(failure),
        AmazonClientException => new StoreFailure(Status: null, "", failure.Message) { LacksCredentials = true },
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    // Without it, no condition can be put on what comes after.
    private static ObjectTag Tag(string? tag) => string.IsNullOrEmpty(tag) ? throw new InvalidDataException("The answer has no ETag.") : new ObjectTag(tag);

    private static StoreFailure Unanswered(Exception failure) => new(Status: null, "", failure.Message);

    // 409: somebody else is storing under the key at this moment. NoSuchKey: there is none that could have the tag.
    private static bool IsRefusal(AmazonS3Exception failure) =>
        failure.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict || failure.ErrorCode == "NoSuchKey";
}
