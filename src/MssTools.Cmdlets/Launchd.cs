using System.Security;

namespace MssTools.Cmdlets;

/// <summary>launchd of macOS: a daemon of the machine, or an agent of the user (launchd.plist(5)).</summary>
/// <param name="name">What it is called; the label is <c>msstools.</c> and this, but for the usual name.</param>
/// <param name="userName">The account; null: the own one.</param>
/// <param name="isMachine">True for a daemon of the machine.</param>
internal sealed class Launchd(string name, string? userName, bool isMachine) : ServiceManager(name)
{
    private string Label => Name == DefaultName ? DefaultName : $"{DefaultName}.{Name}";

    /// <inheritdoc/>
    public override string Place => Path.Join(
        isMachine ? "/Library/LaunchDaemons" : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "LaunchAgents"),
        Label + ".plist");

    /// <inheritdoc/>
    public override string TextFor(IReadOnlyList<string> command) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <!-- Written by Install-MSSService; Uninstall-MSSService removes it. -->
        <plist version="1.0">
        <dict>
            <key>Label</key>
            <string>{Escaped(Label)}</string>
            <key>ProgramArguments</key>
            <array>
        {string.Join('\n', command.Select(word => $"        <string>{Escaped(word)}</string>"))}
            </array>
        {(userName is null ? "" : $"    <key>UserName</key>\n    <string>{Escaped(userName)}</string>\n")}    <key>RunAtLoad</key>
            <true/>
            <key>KeepAlive</key>
            <true/>
            <key>ExitTimeOut</key>
            <integer>90</integer>
        </dict>
        </plist>

        """;

    /// <inheritdoc/>
    public override void Install(string text, bool starts)
    {
        WriteFile(text);
        if (starts)
        {
            Run("launchctl", "load", "-w", Place);
        }
    }

    /// <inheritdoc/>
    public override void Uninstall()
    {
        Run("launchctl", "unload", "-w", Place);
        File.Delete(Place);
    }

    private static string Escaped(string text) => SecurityElement.Escape(text);
}
