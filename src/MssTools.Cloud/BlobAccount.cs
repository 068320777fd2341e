using System.Buffers;
using Azure;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using MssTools.Core.Objects;

namespace MssTools.Cloud;

/// <summary>The storage account that the environment names, by the variables that Azure's own command line reads.</summary>
internal static class BlobAccount
{
    private const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";
    private const string Account = "AZURE_STORAGE_ACCOUNT";
    private const string Key = "AZURE_STORAGE_KEY";
    private const string SasToken = "AZURE_STORAGE_SAS_TOKEN";

    // What we ask is older than this version; an emulator refuses versions that are newer than itself.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2024_11_04;

    private static readonly SearchValues<char> s_ofNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Opens a container.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="variable">Gives a variable of the environment; null: it is not set.</param>
    /// <exception cref="MssException">InvalidSetting: no account is named, or what is set is wrong.</exception>
    public static BlobContainerClient Container(string name, Func<string, string?> variable)
    {
        var options = new BlobClientOptions(Version) { Transport = new Azure.Core.Pipeline.HttpClientTransport(SendOnce.Client) };
        options.Retry.MaxRetries = 0; // attempts are PatientStore's
        options.Retry.NetworkTimeout = IObjectStore.Patience;
        try
        {
            if (Value(ConnectionString) is { } connection)
            {
                return new BlobContainerClient(connection, name, options);
            }

            string account = Value(Account) ?? throw Wrong(
                $"No storage account is named: neither {ConnectionString} nor {Account} is set", $"Set one of them, and {Key} or {SasToken} where no identity is used.");
            if (account.AsSpan().ContainsAnyExcept(s_ofNames))
            {
                throw Wrong($"{Account} is '{ForeignText.Value(account)}', which is no account's name", "A name has small letters and digits; no address.");
            }

            var address = new Uri($"https://{account}.blob.core.windows.net/{name}");
            return Value(Key) is { } key ? new BlobContainerClient(address, new StorageSharedKeyCredential(account, key), options)
                : Value(SasToken) is { } token ? new BlobContainerClient(address, new AzureSasCredential(token.TrimStart('?')), options)
                : new BlobContainerClient(address, Identity(), options);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // The SDK's messages may quote what is set, which is secret.
            throw Wrong($"What {ConnectionString} or {Key} says is none ({wrong.GetType().Name})", "Copy it anew from the storage account.");
        }

        string? Value(string variableName) => variable(variableName) is { Length: > 0 } text ? text : null;
    }

    // Of all that the SDK can try, what a program without a user has, and the command line of who tries it out.
    private static DefaultAzureCredential Identity() => new(new DefaultAzureCredentialOptions
    {
        ExcludeAzureDeveloperCliCredential = true,
        ExcludeAzurePowerShellCredential = true,
        ExcludeBrokerCredential = true,
        ExcludeInteractiveBrowserCredential = true,
        ExcludeVisualStudioCodeCredential = true,
        ExcludeVisualStudioCredential = true,
    });

    private static MssException Wrong(string what, string advice) => new(MssError.InvalidSetting, what + ".", advice);
}
