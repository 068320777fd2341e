using System.Globalization;
using System.Management.Automation.Host;

namespace MssTools.Host;

/// <summary>The host that the engine talks to: the console, without questions to the user.</summary>
internal sealed class ConsoleHost : PSHost
{
    /// <summary>What the script gave to <c>exit</c>, or null.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public override string Name => "MssTools.Host";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI { get; } = new ConsoleUserInterface();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("MssTools.Host has no prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("MssTools.Host has no prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
