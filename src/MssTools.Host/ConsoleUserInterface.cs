using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace MssTools.Host;

/// <summary>Writes to the console: objects to standard output, everything else to standard error.</summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    private int _lastPercent = -1;

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();

    /// <inheritdoc/>
    public override void Write(string value) => Console.Out.Write(Plain(value));

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value) => Console.Out.WriteLine(Plain(value));

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => Console.Error.WriteLine(value);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => Console.Error.WriteLine($"WARNING: {message}");

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => Console.Error.WriteLine($"VERBOSE: {message}");

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => Console.Error.WriteLine($"DEBUG: {message}");

    /// <summary>One line per change on a terminal, where it is overwritten; nothing in a log.</summary>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (Console.IsErrorRedirected)
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            Console.Error.Write("\r\x1b[K");
            _lastPercent = -1;
        }
        else if (record.PercentComplete != _lastPercent)
        {
            _lastPercent = record.PercentComplete;
            string percent = record.PercentComplete < 0 ? "" : $" {record.PercentComplete} %";
            Console.Error.Write($"\r\x1b[K{record.Activity}{percent} {record.StatusDescription}");
        }
    }

    /// <inheritdoc/>
    public override string ReadLine() => throw NoQuestions();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw NoQuestions();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NoQuestions();

    /// <inheritdoc/>
    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NoQuestions();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) =>
        throw NoQuestions();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw NoQuestions();

    // Formatting colours its output and leaves it to the host to take the colours away in a log.
    private static string Plain(string value) => Console.IsOutputRedirected
        ? new StringDecorated(value).ToString(OutputRendering.PlainText)
        : value;

    private static NotSupportedException NoQuestions() =>
        new("MssTools.Host runs scripts without a user: "
            + "give all parameters, and -Confirm:$false where a prompt is due.");
}
