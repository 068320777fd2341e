using System.Text;
using System.Text.RegularExpressions;

namespace MssTools;

/// <summary>
/// A name with PowerShell's wildcards: <c>*</c>, <c>?</c>, <c>[a-c]</c>, and a backtick in front of one that means itself. Case does not count. No
/// pattern takes more time than the name is long.
/// </summary>
internal sealed class NamePattern
{
    private const int Longest = 256;

    private readonly Regex _regex;

    /// <exception cref="MssException">InvalidSetting: it is too long, or a bracket is not closed.</exception>
    public NamePattern(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new MssException(
                MssError.InvalidSetting, $"A pattern of a name has {pattern.Length} characters; {Longest} are possible.", "Give a shorter one.");
        }

        _regex = new Regex(
            Translate(pattern), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    /// <summary>Whether a name is one of those that are meant.</summary>
    public bool IsMatch(string name) => _regex.IsMatch(name);

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[':
                    int end = pattern.IndexOf(']', i + 1);
                    if (end <= i + 1)
                    {
                        throw new MssException(
                            MssError.InvalidSetting,
                            $"The pattern '{ForeignText.Value(pattern)}' has a bracket without an end, or with nothing in it.",
                            "Write ` in front of a bracket that means itself.");
                    }

                    regex.Append('[').Append(Class(pattern[(i + 1)..end])).Append(']');
                    i = end;
                    break;
                case '`' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.Append(@"\z").ToString();
    }

    // Single characters, and ranges from one to another.
    private static string Class(string members)
    {
        var set = new StringBuilder();
        for (int i = 0; i < members.Length; i++)
        {
            if (i + 2 < members.Length && members[i + 1] == '-' && members[i] <= members[i + 2])
            {
                set.Append(Code(members[i])).Append('-').Append(Code(members[i + 2]));
                i += 2;
            }
            else
            {
                set.Append(Code(members[i]));
            }
        }

        return set.ToString();
    }

    private static string Code(char c) => $"\\u{(int)c:X4}";
}
