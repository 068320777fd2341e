using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using MssTools.Core;

namespace MssTools.Cmdlets.EvoStream;

/// <summary>
/// Words such as <c>localstreamnames=a</c> behind a cmdlet, as they are typed at the media server: they become its parameters, or an error
/// with the line to type. What is given by the name of a parameter is never taken for such a word.
/// </summary>
internal sealed class EvoStreamWords
{
    private const string Rest = "EvoStreamWord";

    private readonly PSCmdlet _cmdlet;
    private readonly string _command;
    private readonly Dictionary<string, object> _positional;
    private readonly RuntimeDefinedParameter _rest;

    private EvoStreamWords(PSCmdlet cmdlet, string command, Dictionary<string, object> positional)
    {
        (_cmdlet, _command, _positional) = (cmdlet, command, positional);
        var takesRest = new ParameterAttribute { ValueFromRemainingArguments = true, DontShow = true };
        _rest = new RuntimeDefinedParameter(Rest, typeof(object[]), new Collection<Attribute> { takesRest });
        Parameters = new RuntimeDefinedParameterDictionary { [Rest] = _rest };
    }

    /// <summary>
    /// A parameter for the words that found no position. It is there only with such words, so that PowerShell goes on to refuse what is
    /// mistyped.
    /// </summary>
    public RuntimeDefinedParameterDictionary Parameters { get; }

    /// <summary>The words behind a cmdlet; null where there are none.</summary>
    /// <param name="cmdlet">One with EvoStream commands as aliases. What it was given is bound.</param>
    public static EvoStreamWords? In(PSCmdlet cmdlet)
    {
        InvocationInfo typed = cmdlet.MyInvocation;
        string[] commands = [.. cmdlet.GetType().GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];
        string command = Array.Find(commands, c => c.Equals(typed.InvocationName, StringComparison.OrdinalIgnoreCase)) ?? commands[0];
        var positional = BoundByPosition(typed).Where(typed.BoundParameters.ContainsKey).ToDictionary(name => name, name => typed.BoundParameters[name]);
        return positional.Values.Select(Word).Any(word => IsOf(command, word)) ? new EvoStreamWords(cmdlet, command, positional) : null;
    }

    /// <summary>Gives the cmdlet the parameters that the words mean, in place of those that they were bound to.</summary>
    /// <exception cref="MssException">
    /// InvalidSetting: a word is none, a parameter is given by its name as well, or the words need another command, which the message says.
    /// </exception>
    public void Apply()
    {
        var translation = EvoStreamTranslation.Of(_command, [.. _positional.Values.Select(Word), .. RestOfWords()]);
        if (translation.Call is not { } call || call.Cmdlet != _cmdlet.MyInvocation.MyCommand.Name || translation.Unsupported.Count > 0)
        {
            throw Refusal(translation);
        }

        using var fresh = (IDisposable)Activator.CreateInstance(_cmdlet.GetType())!;
        foreach (string parameter in _positional.Keys)
        {
            Property(parameter).SetValue(_cmdlet, Property(parameter).GetValue(fresh));
            _cmdlet.MyInvocation.BoundParameters.Remove(parameter);
        }

        foreach (EvoStreamArgument argument in call.Arguments)
        {
            Give(argument.Parameter, CallLine.ValueOf(argument));
        }

        RefuseMissing(translation);
    }

    private void Give(string parameter, object value)
    {
        PropertyInfo property = Property(parameter);
        object converted = LanguagePrimitives.ConvertTo(value, property.PropertyType, CultureInfo.InvariantCulture);
        if (!_cmdlet.MyInvocation.BoundParameters.TryAdd(parameter, converted))
        {
            throw new MssException(
                MssError.InvalidSetting, $"-{parameter} is given twice: by this name, and as EvoStream's setting.", "Give it once.");
        }

        property.SetValue(_cmdlet, converted);
    }

    // The words took the place of a parameter that is required, so that PowerShell found it.
    private void RefuseMissing(EvoStreamTranslation translation)
    {
        IEnumerable<string> lost = _positional.Keys.Where(name => !_cmdlet.MyInvocation.BoundParameters.ContainsKey(name));
        if (lost.Any(name => Property(name).GetCustomAttributes<ParameterAttribute>()
                .Any(p => p.Mandatory && p.ParameterSetName == _cmdlet.ParameterSetName))
            && translation.Missing is [var missing, ..])
        {
            throw new MssException(MssError.InvalidSetting, $"{_command}: {missing} is missing.", $"Add {missing}=.");
        }
    }

    private static MssException Refusal(EvoStreamTranslation translation)
    {
        const string Converter = "ConvertFrom-EvoStreamCommand";
        string what = $"'{translation.Shown}' is not taken as it is.";
        string reasons = string.Join(' ', translation.Missing.Select(name => $"{name} is missing.").Concat(translation.Unsupported));
        if (translation.Call is not { } call)
        {
            return new MssException(MssError.InvalidSetting, $"{what} {reasons}", $"{Converter} says what commands become.");
        }

        string line = CallLine.Of(call, MssEngine.Shown);
        string action = line == CallLine.Of(call, static text => text)
            ? $"Type: {line}"
            : $"Type: {line} with what the stars stand for; {Converter} writes it.";
        return new MssException(MssError.InvalidSetting, $"{what} Type: {line}{Environment.NewLine}{reasons}".TrimEnd(), action);
    }

    // A list that is the only rest comes without the list around it.
    private IEnumerable<string> RestOfWords()
    {
        object[] rest = _rest.Value as object[] ?? [];
        bool isOneList = rest.Length > 1 && rest.All(word => Bare(word) is not IList)
            && rest.Skip(1).All(word => !Word(word).Contains('=', StringComparison.Ordinal));
        return isOneList ? [Word(rest)] : rest.Select(Word);
    }

    private PropertyInfo Property(string parameter) => _cmdlet.GetType().GetProperty(parameter)!;

    // PowerShell knows it, and shows it to scripts as $PSBoundParameters.BoundPositionally.
    private static IEnumerable<string> BoundByPosition(InvocationInfo typed) =>
        PSObject.AsPSObject(typed.BoundParameters).Properties["BoundPositionally"]?.Value as IEnumerable<string> ?? [];

    private static bool IsOf(string command, string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && EvoStreamTranslation.HasSetting(command, word[..equals]);

    // PowerShell makes a list of a,b.
    private static string Word(object value) => Bare(value) is IList list
        ? string.Join(',', list.Cast<object>().Select(Word))
        : string.Format(CultureInfo.InvariantCulture, "{0}", Bare(value));

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
