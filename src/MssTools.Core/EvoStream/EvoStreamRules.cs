using System.Collections.Frozen;

namespace MssTools.Core.EvoStream;

/// <summary>All commands of the media server that are known here.</summary>
internal static class EvoStreamRules
{
    private static readonly FrozenDictionary<string, EvoStreamRule> s_rules = PackagingRules.All
        .Concat(InputRules.All)
        .Concat(StreamRules.All)
        .Concat(ConfigRules.All)
        .Concat(OtherRules.All)
        .ToFrozenDictionary(rule => rule.Command, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rules, by name.</summary>
    public static IEnumerable<EvoStreamRule> All { get; } = [.. s_rules.Values.OrderBy(rule => rule.Command, StringComparer.Ordinal)];

    /// <summary>The rule for a command.</summary>
    /// <exception cref="MssException">Unsupported: there is no such command.</exception>
    public static EvoStreamRule Find(string command) => s_rules.GetValueOrDefault(command) ?? throw new MssException(
        MssError.Unsupported,
        $"'{command}' is no command of the media server that is known here.",
        "Check its name; about_MSS_Migration_from_EvoStream lists the commands.");

    /// <summary>Translates a command.</summary>
    /// <exception cref="MssException">Unsupported: there is no such command; InvalidSetting: a value is none.</exception>
    public static Translation Translate(EvoStreamCommand command)
    {
        EvoStreamRule rule = Find(command.Name);
        var translation = new Translation(command);
        rule.Apply(translation);
        translation.Finish();
        return translation;
    }

    /// <summary>True for a setting that a command has.</summary>
    public static bool HasSetting(string command, string setting) =>
        s_rules.ContainsKey(command) && Translate(new EvoStreamCommand(command, [])).Known.Contains(setting);
}
