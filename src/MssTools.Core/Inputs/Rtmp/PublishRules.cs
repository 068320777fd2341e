using MssTools.Core.Access;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Who may publish, and as what.</summary>
internal sealed class PublishRules : IDisposable
{
    private readonly IngestDefinition _definition;
    private readonly Func<string, bool> _isReserved;
    private readonly Gate<PublishRequest>? _gate;

    /// <param name="definition">What the user said; its authorizer ends with the rules.</param>
    /// <param name="isReserved">Whether the user named an input so.</param>
    /// <param name="time">The clock.</param>
    public PublishRules(IngestDefinition definition, Func<string, bool> isReserved, TimeProvider time)
    {
        (_definition, _isReserved) = (definition, isReserved);
        _gate = PublishGate.Of(definition.Authorize, time);
    }

    /// <summary>What was wrong with the user's script last; null: nothing so far.</summary>
    public string? LastComplaint => _gate?.LastComplaint;

    /// <summary>True for the application that the user chose.</summary>
    public bool Accepts(string application) =>
        string.Equals(application.Trim('/'), _definition.Application.Trim('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The local stream's name for a publisher.</summary>
    /// <exception cref="MssException">
    /// AccessDenied: the key is none, or the script said no; TimedOut: the script did not say in time; InvalidSetting: the name is no
    /// portable file name; AlreadyExists: Add-MSSLocalStream gave the name to another input.
    /// </exception>
    /// <exception cref="OperationCanceledException">The publisher has gone.</exception>
    public async ValueTask<string> NameForAsync(PublishRequest request, CancellationToken gone)
    {
        string name = request.StreamKey;
        if (_definition.StreamKeys.Count > 0 && !_definition.StreamKeys.TryGetValue(request.StreamKey, out name!))
        {
            throw Refused();
        }

        if (_gate is not null)
        {
            Verdict verdict = await _gate.AskAsync(request, gone).ConfigureAwait(false);
            name = verdict.Admission switch
            {
                Admission.Allowed => _definition.StreamKeys.Count > 0 ? name : verdict.Name ?? name,
                Admission.Unavailable => throw new MssException(
                    MssError.TimedOut, "The stream key could not be checked in time.", "Try again; make the script of -Authorize faster."),
                _ => throw Refused(),
            };
        }

        StreamDefinition.CheckLocalStreamName(name);
        return !_isReserved(name)
            ? name
            : throw new MssException(
                MssError.AlreadyExists,
                $"Add-MSSLocalStream gave the name '{name}' to another input.",
                "Use another stream key, or run Remove-MSSLocalStream first.");
    }

    /// <inheritdoc/>
    public void Dispose() => _gate?.Dispose();

    private static MssException Refused() =>
        new(MssError.AccessDenied, "The stream key is not accepted.", "Check the stream key.");
}
