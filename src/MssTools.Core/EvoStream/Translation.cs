using System.Globalization;

namespace MssTools.Core.EvoStream;

/// <summary>
/// A command on its way into ours: a rule takes its settings one after the other, and what no rule took has no counterpart.
/// </summary>
/// <param name="command">The command.</param>
internal sealed class Translation(EvoStreamCommand command)
{
    private readonly Dictionary<string, EvoStreamSetting> _left =
        command.Settings.ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EvoStreamArgument> _arguments = [];
    private readonly List<Loss> _losses = [];
    private string _cmdlet = "";
    private string _frame = "{0}";

    /// <summary>Names of the settings that the rule takes where they are given.</summary>
    public IReadOnlySet<string> Known => _known;

    /// <summary>Settings that are required and not given.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>What has no counterpart.</summary>
    public IReadOnlyList<Loss> Losses => _losses;

    /// <summary>The call; null where there is none.</summary>
    public EvoStreamCall? Call => _cmdlet.Length > 0 ? new EvoStreamCall(_cmdlet, _arguments, _frame) : null;

    /// <summary>Says which cmdlet it becomes.</summary>
    /// <param name="cmdlet">Its name.</param>
    /// <param name="frame">What stands around the call.</param>
    public void Becomes(string cmdlet, string frame = "{0}") => (_cmdlet, _frame) = (cmdlet, frame);

    /// <summary>Says what has no counterpart, in a sentence.</summary>
    public void Lacks(string sentence, LossKind kind = LossKind.Changed) => _losses.Add(new Loss(kind, sentence));

    /// <summary>Gives the cmdlet a parameter, where there is a value.</summary>
    public void Add(string parameter, object? value)
    {
        if (value is not null)
        {
            _arguments.Add(new EvoStreamArgument(parameter, value, IsName: false));
        }
    }

    /// <summary>Gives the cmdlet one name, for a parameter that takes wildcards.</summary>
    public void AddName(string parameter, string name) => _arguments.Add(new EvoStreamArgument(parameter, name, IsName: true));

    /// <summary>Gives the cmdlet a switch.</summary>
    public void AddSwitch(string parameter) => _arguments.Add(new EvoStreamArgument(parameter, Value: null, IsName: false));

    /// <summary>Takes a setting; null where it is not given, or given without a value, which the server takes for the same.</summary>
    public EvoStreamSetting? Take(string name)
    {
        _known.Add(name);
        return _left.Remove(name, out EvoStreamSetting? setting) && setting.Values.Any(value => value.Length > 0) ? setting : null;
    }

    /// <summary>Takes a setting that the server insists on.</summary>
    public EvoStreamSetting? TakeRequired(string name)
    {
        EvoStreamSetting? setting = Take(name);
        if (setting is null)
        {
            Missing.Add(name);
        }

        return setting;
    }

    /// <summary>Takes a whole number that the server insists on.</summary>
    public long? TakeRequiredNumber(string name) => TakeRequired(name) is { } setting ? Parse(name, setting.Text) : null;

    /// <summary>Takes a boolean: 0 or another number, or true or false; null where it is not given.</summary>
    public bool? TakeBoolean(string name)
    {
        string? text = Take(name)?.Text;
        return text is null ? null
            : bool.TryParse(text, out bool flag) ? flag
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number != 0
            : throw Refusal(name, "0 or 1");
    }

    /// <summary>Takes a whole number; null where it is not given.</summary>
    public long? TakeNumber(string name) => Take(name) is { } setting ? Parse(name, setting.Text) : null;

    /// <summary>A setting whose value is one text.</summary>
    public void Text(string name, string parameter) => Add(parameter, Take(name)?.Text);

    /// <summary>A setting whose value is a list of numbers.</summary>
    public void Numbers(string name, string parameter) =>
        Add(parameter, Take(name)?.Values.Select(value => Parse(name, value)).ToArray());

    /// <summary>A setting whose value is a whole number.</summary>
    public void Number(string name, string parameter) => Add(parameter, TakeNumber(name));

    /// <summary>A setting whose value is a boolean.</summary>
    public void Boolean(string name, string parameter) => Add(parameter, TakeBoolean(name));

    /// <summary>A setting whose value is one of a few words.</summary>
    public void Choice<T>(string name, string parameter)
        where T : struct, Enum
    {
        if (Take(name)?.Text is { } text)
        {
            string? word = Array.Find(Enum.GetNames<T>(), n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
            Add(parameter, word ?? throw Refusal(name, string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()));
        }
    }

    /// <summary>A setting that has no counterpart.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="because">What to do instead, or why nothing is to be done, in a sentence.</param>
    /// <param name="neutral">The value, mostly the default, that has the same meaning here.</param>
    /// <param name="kind">What becomes of the command without it.</param>
    public void Without(string name, string because, string? neutral = null, LossKind kind = LossKind.Changed)
    {
        if (Take(name) is { } setting && setting.Text != neutral)
        {
            Lacks($"{name} has no counterpart: {because}", kind);
        }
    }

    /// <summary>Takes all settings that are left: those of a command that has no counterpart need no word each.</summary>
    public void LeaveSettings() => _left.Clear();

    /// <summary>Says of what is left that it has no counterpart.</summary>
    public void Finish()
    {
        foreach (string correlation in new[] { EvoStreamCommand.CommandId, "responseId" })
        {
            Without(correlation, "objects are written, not answers that are to be told apart.", kind: LossKind.Line);
        }

        foreach (EvoStreamSetting setting in _left.Values)
        {
            if (setting.Name.StartsWith('_'))
            {
                Lacks($"{setting.Name} has no counterpart: streams carry no variables of the user.", LossKind.Detail);
            }
            else
            {
                Lacks($"{setting.Name} has no counterpart: {command.Name} has no setting of that name here.");
            }
        }
    }

    private long Parse(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw Refusal(name, "a whole number");

    private MssException Refusal(string name, string wanted) =>
        new(MssError.InvalidSetting, $"{command.Name}: {name} must be {wanted}.", "Correct the value.");
}
