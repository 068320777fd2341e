using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MssTools.Bench.Disturbed;
using MssTools.Core.Tests.Objects;

namespace MssTools.Bench.Nodes;

/// <summary>Starts what nodes store to, and tells the environment how to reach it.</summary>
internal static class NodesTargets
{
    private const string Bucket = "media";
    private const string Account = "msstest";
    private const int Attempts = 50;

    private static readonly string s_key = Convert.ToBase64String("a key of the tests, of this size"u8);

    /// <summary>Starts it.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="root">Folder of the run.</param>
    public static NodesTarget Start(NodesTargetKind kind, string root) => kind switch
    {
        NodesTargetKind.S3 => StartS3(),
        NodesTargetKind.Azurite => StartAzurite(Path.Join(root, "azurite")),
        _ => new FolderTarget(Path.Join(root, "web")),
    };

    // The double of the tests: it honours conditions.
    private static BucketTarget StartS3()
    {
        var server = new S3Double(Bucket);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", server.Endpoint.AbsoluteUri);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "bench");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "bench");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        return new BucketTarget(server, $"s3://{Bucket}");
    }

    private static BucketTarget StartAzurite(string folder)
    {
        Directory.CreateDirectory(folder);
        int port = FreePort.Tcp();
        Environment.SetEnvironmentVariable("AZURITE_ACCOUNTS", $"{Account}:{s_key}");
        Environment.SetEnvironmentVariable(
            "AZURE_STORAGE_CONNECTION_STRING", $"AccountName={Account};AccountKey={s_key};BlobEndpoint=http://127.0.0.1:{port}/{Account};");
        var server = new Disturbed.Encoder(_ =>
            [Path.Join(ToolPath.Stores, "azurite-blob"), "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", folder, "--silent", "--disableTelemetry"]);
        server.Start();
        MakeContainer(port);
        return new BucketTarget(server, $"az://{Bucket}");
    }

    // Create Container of the Blob service, signed with the account's key.
    private static void MakeContainer(int port)
    {
        using var http = new HttpClient();
        for (int attempt = 1; ; attempt++)
        {
            string date = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
            string signed = $"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2021-08-06\n/{Account}/{Account}/{Bucket}\nrestype:container";
            using var request = new HttpRequestMessage(HttpMethod.Put, $"http://127.0.0.1:{port}/{Account}/{Bucket}?restype=container") { Content = new ByteArrayContent([]) };
            request.Headers.Add("x-ms-date", date);
            request.Headers.Add("x-ms-version", "2021-08-06");
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "SharedKey", $"{Account}:{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s_key), Encoding.UTF8.GetBytes(signed)))}");
            try
            {
                using HttpResponseMessage answer = http.Send(request);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException refused) when (refused.StatusCode is null && attempt < Attempts)
            {
                Thread.Sleep(200);
            }
        }
    }
}
