using MssTools.Core.Access;

namespace MssTools.Core.Inputs.Points;

/// <summary>Lets encoders in: by user name and password, then by what the user's script says.</summary>
internal sealed class PointAdmission : IDisposable
{
    private readonly ExpectedCredential? _expected;
    private readonly Gate<PublishRequest>? _gate;

    /// <param name="definition">What is asked for; its authorizer ends with this.</param>
    /// <param name="time">The clock.</param>
    public PointAdmission(PointDefinition definition, TimeProvider time) =>
        (_expected, _gate) = (ExpectedCredential.Of(definition.Credential), PublishGate.Of(definition.Authorize, time));

    /// <summary>What was wrong with the user's script last; null: nothing so far.</summary>
    public string? LastComplaint => _gate?.LastComplaint;

    /// <summary>Returns where the encoder may go on.</summary>
    /// <exception cref="PostRefusedException">It may not: 401 or 403; or it was not decided in time: 503.</exception>
    /// <exception cref="OperationCanceledException">The encoder has gone.</exception>
    public async ValueTask CheckAsync(PointPost post, CancellationToken gone)
    {
        if (_expected is not null && !_expected.IsIn(post.Authorization))
        {
            throw new PostRefusedException(401, new MssException(MssError.AccessDenied, "The user name or password is not accepted.", "Check those at the encoder."));
        }

        if (_gate is null)
        {
            return;
        }

        switch ((await _gate.AskAsync(RequestOf(post), gone).ConfigureAwait(false)).Admission)
        {
            case Admission.Allowed:
                return;
            case Admission.Unavailable:
                throw PostRefusedException.Limit(503, "It could not be decided in time whether the encoder may in.");
            default:
                throw new PostRefusedException(403, new MssException(MssError.AccessDenied, "-Authorize did not let the encoder in."));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate?.Dispose();

    private static PublishRequest RequestOf(PointPost post) => new()
    {
        StreamKey = post.Stream,
        Query = post.Query,
        Application = post.Point,
        ServerUri = "",
        Client = post.Client,
        Encoder = post.Encoder,
        IsSecure = post.IsSecure,
    };
}
