using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace MssTools.Cmdlets.Tests;

/// <summary>A host whose user gives one answer to all that is asked.</summary>
/// <param name="answer">Index of the choice: 0 is yes, 2 is no.</param>
internal sealed class AnsweringHost(int answer) : PSHost
{
    private readonly User _user = new(answer);

    /// <summary>What the user was asked.</summary>
    public IReadOnlyList<string> Questions => _user.Questions;

    /// <summary>Lines that were written to the host, such as those of -WhatIf.</summary>
    public IReadOnlyList<string> Lines => _user.Lines;

    /// <summary>Warnings that were written to the host.</summary>
    public IReadOnlyList<string> Warnings => _user.Warnings;

    public override string Name => nameof(AnsweringHost);

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _user;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    private sealed class User(int answer) : PSHostUserInterface
    {
        public List<string> Questions { get; } = [];

        public List<string> Warnings { get; } = [];

        public List<string> Lines { get; } = [];

        public override PSHostRawUserInterface? RawUI => null;

        public override int PromptForChoice(
            string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Add(message);
            return answer;
        }

        public override void WriteWarningLine(string message) => Warnings.Add(message);

        public override Dictionary<string, PSObject> Prompt(
            string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) => throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override void Write(string value)
        {
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteLine(string value) => Lines.Add(value);

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }
    }
}
