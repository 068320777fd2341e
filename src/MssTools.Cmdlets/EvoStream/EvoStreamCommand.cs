using System.Collections.Frozen;
using MssTools.Core;

namespace MssTools.Cmdlets.EvoStream;

/// <summary>A command as the media server reads it.</summary>
/// <param name="Name">As it was typed; the server takes it without regard to case.</param>
/// <param name="Settings">In the order in which they were typed, none twice.</param>
internal sealed record EvoStreamCommand(string Name, IReadOnlyList<EvoStreamSetting> Settings)
{
    private const string Stars = "***";

    // A private stream name is what an encoder must know to publish.
    private static readonly FrozenSet<string> s_secrets =
        new[] { "password", "privateStreamName", "token", "key" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The command on one line, without secrets: those of addresses, passwords and keys.</summary>
    public string Shown => string.Join(' ', Settings.Select(ShownSetting).Prepend(Name));

    private static string ShownSetting(EvoStreamSetting setting)
    {
        string value = s_secrets.Contains(setting.Name) && setting.Text.Length > 0 ? Stars : MssEngine.Shown(setting.Text);
        return value.Contains(' ', StringComparison.Ordinal) ? $"{setting.Name}=\"{value}\"" : $"{setting.Name}={value}";
    }
}
