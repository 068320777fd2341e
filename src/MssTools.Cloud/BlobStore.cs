using System.Net;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MssTools.Core.Objects;

namespace MssTools.Cloud;

/// <summary>A container of Azure Blob Storage.</summary>
/// <param name="container">The SDK. It holds no connections of its own: those are shared by the process.</param>
internal sealed class BlobStore(BlobContainerClient container) : IBucket
{
    /// <inheritdoc/>
    public string Name => $"az://{container.Name}";

    /// <summary>Opens a container of the account that the environment names.</summary>
    /// <exception cref="MssException">InvalidSetting: it names none, or what is set is wrong.</exception>
    public static BlobStore Open(ObjectAddress address) => new(BlobAccount.Container(address.Bucket, Environment.GetEnvironmentVariable));

    /// <inheritdoc/>
    public async Task<ObjectTag?> PutAsync(string key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = content.ContentType, CacheControl = content.CacheControl },
            Conditions = new BlobRequestConditions
            {
                IfNoneMatch = condition.IsNew ? ETag.All : null,
                IfMatch = condition.Tag is { } tag ? new ETag(tag.Value) : null,
            },
            // What is shorter than this goes in one request; what is as long goes in blocks, with the condition on none but the last request.
            TransferOptions = new Azure.Storage.StorageTransferOptions { InitialTransferSize = content.Bytes.Length + 1L },
        };
        try
        {
            Response<BlobContentInfo> stored =
                await container.GetBlobClient(key).UploadAsync(BinaryData.FromBytes(content.Bytes), options, cancellationToken).ConfigureAwait(false);
            return Tag(stored.Value.ETag);
        }
        catch (RequestFailedException refused) when (refused.ErrorCode == BlobErrorCode.BlobAlreadyExists || refused.ErrorCode == BlobErrorCode.ConditionNotMet)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> GetAsync(string key, long limit, CancellationToken cancellationToken)
    {
        try
        {
            using BlobDownloadStreamingResult found =
                (await container.GetBlobClient(key).DownloadStreamingAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            ReadOnlyMemory<byte> bytes =
                await Body.ReadAsync(found.Content, found.Details.ContentLength, limit, $"{Name}/{key}", cancellationToken).ConfigureAwait(false);
            return new StoredObject(bytes, Tag(found.Details.ETag), found.Details.LastModified);
        }
        catch (RequestFailedException none) when (none.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<KeyPage> ListAsync(string prefix, string? page, CancellationToken cancellationToken)
    {
        await foreach (Page<BlobItem> found in container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken).AsPages(page).ConfigureAwait(false))
        {
            return new KeyPage([.. found.Values.Select(blob => blob.Name)], found.ContinuationToken is { Length: > 0 } next ? next : null);
        }

        return new KeyPage([], Next: null);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await container.GetBlobClient(key).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            // As it should be.
        }
    }

    /// <inheritdoc/>
    public StoreFailure? Read(Exception failure) => failure switch
    {
        RequestFailedException { Status: 0 } or HttpRequestException or IOException or OperationCanceledException => new StoreFailure(Status: null, "", failure.Message),
        RequestFailedException said => new StoreFailure((HttpStatusCode)said.Status, said.ErrorCode ?? "", said.Message),
        AuthenticationFailedException => new StoreFailure(Status: null, "", failure.Message) { LacksCredentials = true },
        AggregateException several => Read(several.GetBaseException()),
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private static ObjectTag Tag(ETag tag) => new(tag.ToString("H"));
}
