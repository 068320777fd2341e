using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace MssTools.Cloud;

/// <summary>Makes clients of S3 that fit what we do.</summary>
internal static class S3Client
{
    // What is signed with where an endpoint is given and no region: servers of others do not look at it.
    private const string AnyRegion = "us-east-1";

    /// <summary>Makes a client.</summary>
    /// <param name="credentials">Who we are; null: the SDK finds out.</param>
    /// <param name="endpoint">Address of the store; null: the SDK's environment variables and profile say it.</param>
    /// <exception cref="MssException">InvalidSetting: there is no region, or what is set is wrong.</exception>
    public static AmazonS3Client Create(AWSCredentials? credentials = null, Uri? endpoint = null)
    {
        try
        {
            var settings = new AmazonS3Config
            {
                MaxErrorRetry = 0, // attempts are PatientStore's
                HttpClientFactory = new PlainHttp(),
                // Checksums in trailers, the SDK's default, are unknown to S3 servers of others and older ones.
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            };
            if ((endpoint?.AbsoluteUri ?? Endpoint(Environment.GetEnvironmentVariable)) is { } url)
            {
                settings.ServiceURL = url;
                settings.ForcePathStyle = true; // such servers seldom have a name for each bucket
                settings.AuthenticationRegion = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? AnyRegion;
            }

            return credentials is null ? new AmazonS3Client(settings) : new AmazonS3Client(credentials, settings);
        }
        catch (Exception wrong) when (wrong is AmazonClientException or UriFormatException or ArgumentException)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The settings of S3 are wrong: {ForeignText.Value(wrong.Message)}",
                "Set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a store that is not Amazon's; docs/object-stores.md says what is read.");
        }
    }

    /// <summary>Where the store is, as the tools of Amazon are told; null: at Amazon. The SDK looks there itself, but not before it wants a region.</summary>
    /// <param name="variable">Gives a variable of the environment; null: it is not set.</param>
    internal static string? Endpoint(Func<string, string?> variable)
    {
        return Value("AWS_ENDPOINT_URL_S3") ?? Value("AWS_ENDPOINT_URL") ?? OfProfile();

        string? Value(string name) => variable(name) is { Length: > 0 } text ? text : null;

        string? OfProfile() =>
            new CredentialProfileStoreChain().TryGetProfile(Value("AWS_PROFILE") ?? "default", out CredentialProfile profile) ? profile.EndpointUrl : null;
    }
}
