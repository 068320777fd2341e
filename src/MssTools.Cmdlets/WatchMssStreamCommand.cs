using System.Management.Automation;
using System.Management.Automation.Host;

namespace MssTools.Cmdlets;

/// <summary><c>Watch-MSSStream</c>: shows in the terminal how streams are, again and again, until Ctrl+C.</summary>
[Cmdlet(VerbsCommon.Watch, "MSSStream")]
[OutputType(typeof(string))]
public sealed class WatchMssStreamCommand : MssEngineCmdlet
{
    private const string Home = "\e[H";
    private const string EndOfLine = "\e[K\n";
    private const string EndOfScreen = "\e[J";
    private const string Clear = "\e[2J";
    private const int UsualWidth = 80;

    /// <summary>Names of local streams; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StreamNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Names of groups; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = ["*"];

    /// <summary>Seconds between two looks.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600)]
    public double Interval { get; set; } = 1;

    /// <summary>Looks after which it ends; 0: it goes on until Ctrl+C. With a number the lines are written to the pipeline, for scripts.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Count { get; set; }

    // All engines are shown together.
    /// <inheritdoc/>
    private protected override void ProcessItems()
    {
        IReadOnlyList<IMssEngine> engines = Engines;
        WildcardPattern[] names = [.. Name.Select(Pattern)];
        WildcardPattern[] groups = [.. GroupName.Select(Pattern)];
        var dashboard = new StreamDashboard();
        for (int look = 0; (Count == 0 || look < Count) && !StopToken.IsCancellationRequested; look++)
        {
            if (look > 0 && StopToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(Interval)))
            {
                return;
            }

            MssStream[] streams =
            [
                .. engines.SelectMany(engine => engine.GetStreams())
                    .Where(s => names.Any(n => n.IsMatch(s.Name)) && groups.Any(g => g.IsMatch(s.GroupName))),
            ];
            int viewers = engines.Sum(engine => engine.GetServers().Sum(server => server.Sessions));
            Show(dashboard.Render(streams, viewers, DateTimeOffset.UtcNow, Width), isFirst: look == 0);
        }
    }

    // Written over the lines before: nothing flickers, and nothing of longer ones stays.
    private void Show(IReadOnlyList<string> lines, bool isFirst)
    {
        if (Count > 0)
        {
            WriteObject(lines, enumerateCollection: true);
            return;
        }

        Host.UI.Write((isFirst ? Clear : "") + Home + string.Concat(lines.Select(line => line + EndOfLine)) + EndOfScreen);
    }

    private int Width
    {
        get
        {
            try
            {
                return Host.UI?.RawUI?.WindowSize.Width is { } width and >= UsualWidth ? width : UsualWidth;
            }
            catch (Exception failure) when (failure is HostException or NotImplementedException or NotSupportedException or InvalidOperationException)
            {
                return UsualWidth; // no terminal
            }
        }
    }
}
