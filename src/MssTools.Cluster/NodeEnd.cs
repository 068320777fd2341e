using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// Ends the process of a node that its cluster takes for dead, or that cannot go on: at once, so that nothing is written beside the node that has its groups
/// now. The service manager starts it again. Orleans would abort the process.
/// </summary>
internal sealed class NodeEnd(Node node) : IFatalErrorHandler
{
    /// <summary>Exit code of such a process (EX_SOFTWARE).</summary>
    public const int ExitCode = 70;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private int _isEnding;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception) => End($"{context} {exception?.Message}".Trim());

    /// <summary>Ends the process.</summary>
    /// <param name="why">Is logged.</param>
    public void End(string why)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) == 1)
        {
            return;
        }

        // Should what runs at the end of a process hold it up, the system ends it.
        new Thread(static () =>
        {
            Thread.Sleep(s_patience);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        })
        {
            IsBackground = true,
        }.Start();
        node.Log.Write(
            ServiceEvent.Failed,
            $"Node '{node.Name}' is out of its cluster: {ForeignText.Value(why)}. Its writers have ended, and its process ends with code {ExitCode}.",
            new MssException(MssError.Unavailable, "The node is out of its cluster.", "Its groups go on at other nodes. Its service manager starts it again."));
        Environment.Exit(ExitCode);
    }
}
