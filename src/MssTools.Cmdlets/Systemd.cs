using System.Text;

namespace MssTools.Cmdlets;

/// <summary>systemd of Linux: a unit of the machine, or of the user's session (systemd.service(5)).</summary>
/// <param name="name">Name of the unit, without <c>.service</c>.</param>
/// <param name="userName">The account; null: the own one.</param>
/// <param name="isMachine">True for a unit of the machine.</param>
internal sealed class Systemd(string name, string? userName, bool isMachine) : ServiceManager(name)
{
    /// <inheritdoc/>
    public override string Place => Path.Join(
        isMachine ? "/etc/systemd/system" : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "systemd", "user"), Name + ".service");

    /// <inheritdoc/>
    public override string TextFor(IReadOnlyList<string> command) =>
        $"""
        # Written by Install-MSSService; Uninstall-MSSService removes it.
        [Unit]
        Description=MssTools Smooth Streaming service
        Wants=network-online.target
        After=network-online.target
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        ExecStart={string.Join(' ', command.Select(Quoted))}
        {(userName is null ? "" : $"User={userName}\n")}Restart=always
        RestartSec=1
        # Starting goes on until all groups run again; stopping, until each has published what it holds.
        TimeoutStartSec=300
        TimeoutStopSec=90
        KillMode=mixed
        LimitNOFILE=65536
        UMask=0022
        NoNewPrivileges=yes

        [Install]
        WantedBy={(isMachine ? "multi-user.target" : "default.target")}

        """;

    /// <inheritdoc/>
    public override void Install(string text, bool starts)
    {
        WriteFile(text);
        Run([.. Systemctl, "daemon-reload"]);
        Run([.. Systemctl, "enable", Name + ".service"]);
        if (starts)
        {
            Run([.. Systemctl, "restart", Name + ".service"]);
        }
    }

    /// <inheritdoc/>
    public override void Uninstall()
    {
        Run([.. Systemctl, "disable", "--now", Name + ".service"]);
        File.Delete(Place);
        Run([.. Systemctl, "daemon-reload"]);
    }

    private string[] Systemctl => isMachine ? ["systemctl"] : ["systemctl", "--user"];

    // Quotes and backslashes as in C; percent and dollar signs would stand for something (systemd.service(5), "Command lines").
    private static string Quoted(string word)
    {
        if (word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_'))
        {
            return word;
        }

        var text = new StringBuilder("\"");
        foreach (char c in word)
        {
            text.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                '%' => "%%",
                '$' => "$$",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
