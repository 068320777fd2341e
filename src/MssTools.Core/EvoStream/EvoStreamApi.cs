using System.Text.RegularExpressions;

namespace MssTools.Core.EvoStream;

/// <summary>
/// The HTTP interface of the media server: a command is a path, <c>/createMSSStream?params=</c> and its settings in base64. What the command means is
/// what <see cref="EvoStreamRules"/> say; it is done as a whole, or not at all.
/// </summary>
/// <param name="engine">Does it.</param>
/// <param name="time">The clock.</param>
internal sealed partial class EvoStreamApi(IMssEngine engine, TimeProvider time)
{
    /// <summary>The type of answers, as the media server has it.</summary>
    public const string ContentType = "text/plain";

    /// <summary>Longest line of a request, in bytes, that can be such a command.</summary>
    public const int LongestLine = EvoStreamAddress.LongestAddress + 1024;

    /// <summary>True for a path that can be a command.</summary>
    public static bool IsCommand(string path) => Command().IsMatch(path);

    /// <summary>Does a command, on the calling thread.</summary>
    /// <param name="path">The path of the request, for which <see cref="IsCommand"/> is true.</param>
    /// <param name="query">Its query, not decoded.</param>
    /// <param name="gone">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>What was done, or why not; no secrets of the command.</returns>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public EvoStreamAnswer Answer(string path, string query, CancellationToken gone)
    {
        EvoStreamCommand? command = null;
        EvoStreamAnswer answer;
        try
        {
            command = EvoStreamReader.Read(path.Trim('/') + (query == "?" ? "" : query));
            answer = Do(command, gone);
        }
#pragma warning disable CA1031 // Whatever it is, it is the answer.
        catch (Exception failure) when (failure is not OperationCanceledException || !gone.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var known = MssException.OfCall(failure);
            string why = $"{known.Message} {known.RecommendedAction}";
            answer = new EvoStreamAnswer(command?.Hide(why) ?? why) { IsSuccess = false };
        }

        return answer with { ResponseId = command?.Value(EvoStreamCommand.CommandId) ?? "" };
    }

    /// <summary>Does a command.</summary>
    /// <exception cref="MssException">What it lacks, what has no counterpart, or what the engine refuses; nothing was done.</exception>
    public EvoStreamAnswer Do(EvoStreamCommand command, CancellationToken gone)
    {
        Translation translation = EvoStreamRules.Translate(command);
        if (translation.Missing is [var missing, ..])
        {
            throw new MssException(MssError.InvalidSetting, $"{command.Name}: {missing} is missing.", "Give it a value.");
        }

        if (translation.Call is not { } call || Sentences(translation, LossKind.Changed).Length > 0)
        {
            throw new MssException(
                MssError.Unsupported,
                $"The command was not done. {Sentences(translation, LossKind.Changed)}",
                "ConvertFrom-EvoStreamCommand says of each command what it becomes.");
        }

        EvoStreamAnswer answer = EvoStreamRules.Find(command.Name).Act!(new EvoStreamTask(engine, call, time, gone));
        string details = Sentences(translation, LossKind.Detail);
        return details.Length > 0 ? answer with { Description = $"{answer.Description}. {command.Hide(details)}" } : answer;
    }

    private static string Sentences(Translation translation, LossKind kind) =>
        string.Join(' ', translation.Losses.Where(loss => loss.Kind == kind).Select(loss => loss.Sentence));

    [GeneratedRegex(@"^/[A-Za-z][A-Za-z0-9]{0,63}/?\z")]
    private static partial Regex Command();
}
