namespace MssTools;

/// <summary>Everything that <c>Register-MSSEvent</c> was told of a webhook or a file that gets events.</summary>
public sealed record EventReceiverDefinition
{
    /// <summary>What stands in front of the base64 of a key, as the Standard Webhooks write secrets.</summary>
    public const string KeyPrefix = "whsec_";

    private const int LongestName = 128;
    private const int LongestSecret = 4096;
    private const int LongestAddress = 2048;

    /// <summary>Smallest file at which another is begun, in bytes: some hundred events.</summary>
    private const long SmallestSize = 64 * 1024;

    /// <summary>Its name, unique without regard to case: 1 to 128 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Which events it gets.</summary>
    public EventFilter Filter { get; init; } = new();

    /// <summary>Where events are POSTed to, http or https; null: it is a file.</summary>
    public Uri? Uri { get; init; }

    /// <summary>
    /// What POSTs are signed with; null: they are not. Behind <c>whsec_</c> it is the base64 of the key, else its UTF-8 is the key.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>Attempts after the first one, 0 to 20.</summary>
    public int RetryCount { get; init; } = 5;

    /// <summary>Seconds that an answer may take, 1 to 300.</summary>
    public int Timeout { get; init; } = 10;

    /// <summary>Full path of the file that gets a line of JSON for each event; null: it is a webhook.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes at which the file is put aside and another begun, 64 KiB or more. One old file is kept.</summary>
    public long MaximumSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Its name: the address and the secret are nothing for messages.</summary>
    public override string ToString() => Name;

    /// <summary>Refuses settings that are out of range or contradict each other.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        if (Name.Length == 0 || !ForeignText.IsFit(Name, LongestName))
        {
            throw Invalid($"The name of a receiver has {Name.Length} characters, or some that cannot be seen; 1 to {LongestName} are possible.");
        }

        if (Uri is null == Path is null)
        {
            throw Invalid($"The receiver '{Name}' is {(Uri is null ? "neither a webhook nor a file" : "both a webhook and a file")}; it is one of them.");
        }

        if (Uri is not null)
        {
            ValidateWebhook(Uri);
        }
        else if (Secret is not null)
        {
            throw Invalid($"The receiver '{Name}' is a file and has a secret; only what is sent is signed.");
        }
        else if (!System.IO.Path.IsPathFullyQualified(Path!))
        {
            throw Invalid($"The path '{ForeignText.Value(Path!)}' of the receiver '{Name}' is no full path.");
        }

        if (MaximumSize < SmallestSize)
        {
            throw Invalid($"MaximumSize is {MaximumSize}; {SmallestSize} bytes is the least.");
        }

        Filter.Validate();
    }

    /// <summary>The key that POSTs are signed with; null: they are not.</summary>
    /// <exception cref="FormatException">What stands behind <c>whsec_</c> is no base64.</exception>
    public byte[]? Key() => Secret is null ? null
        : Secret.StartsWith(KeyPrefix, StringComparison.Ordinal) ? Convert.FromBase64String(Secret[KeyPrefix.Length..])
        : System.Text.Encoding.UTF8.GetBytes(Secret);

    private void ValidateWebhook(Uri uri)
    {
        if (uri is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || uri.OriginalString.Length > LongestAddress)
        {
            throw Invalid($"The address of the receiver '{Name}' is no http or https address of at most {LongestAddress} characters.");
        }

        if (RetryCount is < 0 or > 20)
        {
            throw Invalid($"RetryCount is {RetryCount}; 0 to 20 are possible.");
        }

        if (Timeout is < 1 or > 300)
        {
            throw Invalid($"Timeout is {Timeout}; 1 to 300 seconds are possible.");
        }

        if (Secret is { Length: 0 or > LongestSecret } || !IsKey())
        {
            throw Invalid($"The secret of the receiver '{Name}' is empty, longer than {LongestSecret} characters, or no base64 behind {KeyPrefix}.");
        }
    }

    private bool IsKey()
    {
        try
        {
            return Key() is null or { Length: > 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static MssException Invalid(string message) =>
        new(MssError.InvalidSetting, message, "See Get-Help Register-MSSEvent -Full for what is possible.");
}
