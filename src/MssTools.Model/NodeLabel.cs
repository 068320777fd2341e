using System.Text.RegularExpressions;

namespace MssTools;

/// <summary>What nodes are called and say of themselves: names, and labels as <c>key=value</c>.</summary>
internal static partial class NodeLabel
{
    /// <summary>Refuses a name that no node can have.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static void CheckName(string name)
    {
        if (!Word().IsMatch(name))
        {
            throw new MssException(
                MssError.InvalidSetting, $"NodeName is '{name}'.", "Use 1 to 63 letters, digits, '.', '_' or '-', beginning with a letter or digit.");
        }
    }

    /// <summary>Refuses labels that are none.</summary>
    /// <param name="setting">What they are called where they were given.</param>
    /// <param name="labels">The labels.</param>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static void Check(string setting, IReadOnlyList<string> labels)
    {
        if (labels.FirstOrDefault(label => label.Split('=') is not [var key, var value] || !Word().IsMatch(key) || !Word().IsMatch(value)) is { } wrong)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"{setting} has '{wrong}', which is no label.",
                "Give key=value, such as zone=north; each of 1 to 63 letters, digits, '.', '_' or '-', beginning with a letter or digit.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
