using System.Globalization;
using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// What a pipeline brings to a cmdlet that changes things: one of our objects, live or as jobs and remoting give it back, or anything
/// else. A number alone says nothing: streams of other processes have the same ones.
/// </summary>
/// <param name="piped">The object.</param>
internal sealed class PipedObject(PSObject piped)
{
    private const string FromElsewhere = "Deserialized.";

    /// <summary>The property by which jobs and remoting say where an object is from: always another process.</summary>
    private const string ComesFrom = "PSComputerName";

    /// <summary>The text, where it is one.</summary>
    public string? Text => piped.BaseObject as string;

    /// <summary>The number, where it is one; JSON gives long ones.</summary>
    public int? Number => piped.BaseObject switch
    {
        int number => number,
        long and >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => null,
    };

    /// <summary>True for an object of a type of ours.</summary>
    public bool IsOfType<T>() => piped.TypeNames.Count > 0 && Plain(piped.TypeNames[0]) == typeof(T).FullName;

    /// <summary>True for what a job or another machine sent.</summary>
    public bool IsFromElsewhere => piped.Properties[ComesFrom] is not null;

    /// <summary>True for a group, and for a stream or a definition, which stands for its group.</summary>
    public bool IsOfGroup => IsOfType<MssGroup>() || IsOfType<MssStream>() || IsOfType<StreamDefinition>();

    /// <summary>The object as an error's target: what is ours, and else what is shown of it.</summary>
    public object Target => IsOurs ? piped : Shown;

    private bool IsOurs => piped.TypeNames.Count > 0 && Plain(piped.TypeNames[0]).StartsWith("MssTools.", StringComparison.Ordinal);

    /// <summary>The object for messages: a row by its properties' names alone, whose values may be secrets.</summary>
    public string Shown => Text is { } text ? $"'{MssEngine.Shown(ForeignText.Value(text))}'"
        : IsOurs || Number is not null ? $"'{piped}'"
        : piped.BaseObject is PSCustomObject ? $"A row with {string.Join(", ", piped.Properties.Select(property => ForeignText.Value(property.Name)))}"
        : $"A {Plain(piped.TypeNames.FirstOrDefault() ?? "value")}";

    /// <summary>What is here of the group that the object is, or that it is a stream of.</summary>
    /// <param name="own">Groups or streams of this session.</param>
    public List<T> OfGroup<T>(IEnumerable<T> own)
    {
        string[] identity = [nameof(GroupIdentity.GroupName), nameof(GroupIdentity.TargetFolder)];
        return IsOfType<MssGroup>() ? Among<MssGroup, T>(own, identity)
            : IsOfType<MssStream>() ? Among<MssStream, T>(own, identity)
            : Among<StreamDefinition, T>(own, identity);
    }

    /// <summary>What is here and agrees with an object of a type of ours; nothing where a job or another machine sent it.</summary>
    /// <typeparam name="TPiped">The type.</typeparam>
    /// <typeparam name="T">What is here.</typeparam>
    /// <param name="own">All that is here.</param>
    /// <param name="properties">The properties that must agree, as text.</param>
    public List<T> Among<TPiped, T>(IEnumerable<T> own, params string[] properties) =>
        IsOfType<TPiped>() && !IsFromElsewhere
            ? [.. own.Where(one => properties.Append(nameof(MssObject.Service)).All(property => TextOf(PSObject.AsPSObject(one), property) == TextOf(piped, property)))]
            : [];

    /// <summary>The error for an object that nothing here belongs to; always NotFound.</summary>
    /// <param name="wanted">What the cmdlet takes.</param>
    /// <param name="isOfType">Whether the object is such a one, only not of this session.</param>
    public MssException Refusal(string wanted, bool isOfType) => isOfType
        ? new MssException(
            MssError.NotFound,
            $"{Shown} is not of this process, or was removed: number, name and place agree with none.",
            "Run the cmdlet where the object comes from, or name what is meant.")
        : new MssException(
            MssError.NotFound,
            $"{Shown} says nothing here; {wanted} is needed.",
            "Pipe what Get-MSSStream and the like write, or give a name.");

    private static string? TextOf(PSObject one, string property) =>
        Convert.ToString(one.Properties[property]?.Value, CultureInfo.InvariantCulture);

    private static string Plain(string type) =>
        type.StartsWith(FromElsewhere, StringComparison.Ordinal) ? type[FromElsewhere.Length..] : type;
}
