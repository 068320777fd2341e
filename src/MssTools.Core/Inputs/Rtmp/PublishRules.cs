namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Who may publish, and as what.</summary>
/// <param name="definition">What the user said.</param>
/// <param name="isReserved">Whether the user named an input so.</param>
internal sealed class PublishRules(IngestDefinition definition, Func<string, bool> isReserved)
{
    private readonly Lock _lock = new();

    /// <summary>True for the application that the user chose.</summary>
    public bool Accepts(string application) =>
        string.Equals(application.Trim('/'), definition.Application.Trim('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The local stream's name for a publisher.</summary>
    /// <exception cref="MssException">
    /// AccessDenied: the key is none, or the script said no; InvalidSetting: the name is no portable file name;
    /// AlreadyExists: Add-MSSLocalStream gave the name to another input.
    /// </exception>
    public string NameFor(PublishRequest request)
    {
        string name = Authorize(request) ?? throw new MssException(
            MssError.AccessDenied, "The stream key is not accepted.", "Check the stream key.");
        StreamDefinition.CheckLocalStreamName(name);
        return !isReserved(name)
            ? name
            : throw new MssException(
                MssError.AlreadyExists,
                $"Add-MSSLocalStream gave the name '{name}' to another input.",
                "Use another stream key, or run Remove-MSSLocalStream first.");
    }

    private string? Authorize(PublishRequest request)
    {
        if (definition.StreamKeys.Count > 0)
        {
            if (!definition.StreamKeys.TryGetValue(request.StreamKey, out string? name))
            {
                return null;
            }

            return definition.Authorize is null || Ask(request) is not null ? name : null;
        }

        return definition.Authorize is null ? request.StreamKey : Ask(request);
    }

    private string? Ask(PublishRequest request)
    {
        lock (_lock)
        {
            return definition.Authorize!(request);
        }
    }
}
