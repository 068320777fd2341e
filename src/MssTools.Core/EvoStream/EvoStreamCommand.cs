using System.Collections.Frozen;
using MssTools.Core.Inputs;

namespace MssTools.Core.EvoStream;

/// <summary>A command as the media server reads it.</summary>
/// <param name="Name">As it was typed; the server takes it without regard to case.</param>
/// <param name="Settings">In the order in which they were typed, none twice.</param>
internal sealed record EvoStreamCommand(string Name, IReadOnlyList<EvoStreamSetting> Settings)
{
    /// <summary>The setting that answers repeat, as <c>responseId</c>.</summary>
    public const string CommandId = "commandId";

    private const string Stars = SourceSecrets.Stars;

    // A private stream name is what an encoder must know to publish.
    private static readonly FrozenSet<string> s_secrets =
        new[] { "password", "privateStreamName", "token", "key" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The command on one line, without secrets: those of addresses, passwords and keys.</summary>
    public string Shown => string.Join(' ', Settings.Select(ShownSetting).Prepend(Name));

    /// <summary>The value of a setting; null where it is not given.</summary>
    public string? Value(string setting) => Settings.FirstOrDefault(s => s.Name.Equals(setting, StringComparison.OrdinalIgnoreCase))?.Text;

    /// <summary>A text about the command, without its secrets.</summary>
    public string Hide(string text)
    {
        foreach (EvoStreamSetting setting in Settings)
        {
            text = IsSecret(setting) ? text.Replace(setting.Text, Stars, StringComparison.Ordinal) : SourceSecrets.Of(setting.Text).Hide(text);
        }

        return text;
    }

    private static bool IsSecret(EvoStreamSetting setting) => s_secrets.Contains(setting.Name) && setting.Text.Length > 0;

    private static string ShownSetting(EvoStreamSetting setting)
    {
        string value = IsSecret(setting) ? Stars : SourceSecrets.Shown(setting.Text);
        return value.Contains(' ', StringComparison.Ordinal) ? $"{setting.Name}=\"{value}\"" : $"{setting.Name}={value}";
    }
}
