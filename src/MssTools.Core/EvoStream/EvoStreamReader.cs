using System.Text;
using System.Text.RegularExpressions;

namespace MssTools.Core.EvoStream;

/// <summary>
/// Reads a command as it is typed at the media server: <c>name setting=value setting=value</c>. As there, a backslash before a
/// space, a comma, <c>=</c> or another backslash takes that as it is. A value in double quotes is taken as scripts mean it.
/// </summary>
internal static partial class EvoStreamReader
{
    /// <summary>Longest command, in characters; the server takes no longer one.</summary>
    public const int LongestCommand = 16 * 1024;

    private const string Escapable = " \\=,\"";

    /// <summary>Reads a line.</summary>
    /// <param name="line">One command, in the form of the command line or of HTTP.</param>
    /// <exception cref="MssException">InvalidSetting: the line is none. What it says names no value, which may be a secret.</exception>
    public static EvoStreamCommand Read(string line)
    {
        string text = (EvoStreamAddress.Is(line) ? EvoStreamAddress.CommandIn(line) : line).Replace('\t', ' ').Trim();
        if (text.Length > LongestCommand)
        {
            throw Refusal($"The command has {text.Length} characters; the server takes {LongestCommand}.");
        }

        if (!ForeignText.IsFit(text, LongestCommand))
        {
            throw Refusal("The command has control characters, or such as change the direction of text or have no width.");
        }

        List<Typed[]> words = Split(text);
        return Command(words.Count > 0 ? AsText(words[0]) : "", words.Skip(1));
    }

    /// <summary>Makes a command of words from which a shell took quotes and escapes already.</summary>
    /// <param name="name">The command.</param>
    /// <param name="words">Its settings.</param>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="Read"/>.</exception>
    public static EvoStreamCommand ReadWords(string name, IEnumerable<string> words) =>
        Command(name, words.Select(word => word.Select(c => new Typed(c, IsPlain: true)).ToArray()));

    private static EvoStreamCommand Command(string name, IEnumerable<Typed[]> words)
    {
        if (!CommandName().IsMatch(name))
        {
            throw Refusal("A command begins with its name, such as createMSSStream.");
        }

        EvoStreamSetting[] settings = [.. words.Select((word, index) => Setting(word, name, index + 1))];
        string? twice = settings.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null
            ? new EvoStreamCommand(name, settings)
            : throw Refusal($"{name}: {twice} is given more than once.");
    }

    private static EvoStreamSetting Setting(Typed[] word, string command, int number)
    {
        int equals = Array.FindIndex(word, c => c is { Value: '=', IsPlain: true });
        string name = AsText(word.AsSpan(0, Math.Max(equals, 0)));
        if (!SettingName().IsMatch(name))
        {
            throw Refusal(
                $"{command}: what stands at place {number} is not of the form name=value.",
                "A space ends a value; put the value in double quotes, or a backslash before the space. Lists have commas without spaces.");
        }

        Typed[] value = word[(equals + 1)..];
        return new EvoStreamSetting(name, AsText(value).Trim(), Values(value));
    }

    private static string[] Values(Typed[] value)
    {
        var values = new List<string>();
        int start = 0;
        for (int i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || value[i] is { Value: ',', IsPlain: true })
            {
                values.Add(AsText(value.AsSpan(start, i - start)).Trim());
                start = i + 1;
            }
        }

        return values.Count == 1 ? [.. values] : [.. values.Where(entry => entry.Length > 0)];
    }

    private static List<Typed[]> Split(string text)
    {
        var words = new List<Typed[]>();
        var word = new List<Typed>();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && c == '\\' && i + 1 < text.Length && Escapable.Contains(text[i + 1], StringComparison.Ordinal))
            {
                word.Add(new Typed(text[++i], IsPlain: false));
            }
            else if (c != ' ' || isQuoted)
            {
                word.Add(new Typed(c, IsPlain: true));
            }
            else if (word.Count > 0)
            {
                words.Add([.. word]);
                word.Clear();
            }
        }

        if (isQuoted)
        {
            throw Refusal("A double quote is not closed.");
        }

        if (word.Count > 0)
        {
            words.Add([.. word]);
        }

        return words;
    }

    private static string AsText(ReadOnlySpan<Typed> typed)
    {
        var text = new StringBuilder(typed.Length);
        foreach (Typed c in typed)
        {
            text.Append(c.Value);
        }

        return text.ToString();
    }

    private static MssException Refusal(string message, string action = "Give the command as it is typed at the media server.") =>
        new(MssError.InvalidSetting, message, action);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,63}$")]
    private static partial Regex CommandName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex SettingName();

    // One that was escaped separates nothing.
    private readonly record struct Typed(char Value, bool IsPlain);
}
