using MssTools.Core.EvoStream;

namespace MssTools.Core;

/// <summary>A command of EvoStream Media Server, and what it becomes here. Nothing is run.</summary>
public sealed class EvoStreamTranslation
{
    private readonly EvoStreamCommand _command;
    private readonly Translation _translation;

    private EvoStreamTranslation(EvoStreamCommand command) => (_command, _translation) = (command, EvoStreamRules.Translate(command));

    /// <summary>The command's name, as it was typed.</summary>
    public string Name => _command.Name;

    /// <summary>The command on one line, with stars in the place of secrets.</summary>
    public string Shown => _command.Shown;

    /// <summary>The call; null where there is none.</summary>
    public EvoStreamCall? Call => _translation.Call;

    /// <summary>Settings that are required and not given.</summary>
    public IReadOnlyList<string> Missing => _translation.Missing;

    /// <summary>What of the command the call does not say, each in a sentence with what to do instead.</summary>
    public IReadOnlyList<string> Unsupported => [.. _translation.Losses.Select(loss => loss.Sentence)];

    /// <summary>Translates a line.</summary>
    /// <param name="line">One command, in the form of the command line or of HTTP.</param>
    /// <exception cref="MssException">
    /// InvalidSetting: the line is none, or a value is none; Unsupported: there is no such command. What it says names no value, which may be a secret.
    /// </exception>
    public static EvoStreamTranslation Of(string line) => new(EvoStreamReader.Read(line));

    /// <summary>Translates words from which a shell took quotes and escapes already.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">Its settings.</param>
    /// <exception cref="MssException">As for <see cref="Of(string)"/>.</exception>
    public static EvoStreamTranslation Of(string command, IEnumerable<string> words) => new(EvoStreamReader.ReadWords(command, words));

    /// <summary>True for a setting that a command has.</summary>
    public static bool HasSetting(string command, string setting) => EvoStreamRules.HasSetting(command, setting);
}
