using System.Reflection;

namespace MssTools.Core.Tests.EvoStream;

/// <summary>An engine of which only some members are there.</summary>
public class StubEngine : DispatchProxy
{
    private readonly Dictionary<string, Func<object?[], object?>> _members = new(StringComparer.Ordinal);

    /// <summary>An engine with members, by name; the arguments come as they are.</summary>
    public static IMssEngine With(params (string Name, Func<object?[], object?> Do)[] members)
    {
        IMssEngine engine = Create<IMssEngine, StubEngine>();
        foreach ((string name, Func<object?[], object?> act) in members)
        {
            ((StubEngine)(object)engine)._members[name] = act;
        }

        return engine;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _members.TryGetValue(targetMethod!.Name, out Func<object?[], object?>? act)
            ? act(args ?? [])
            : throw new NotSupportedException($"{targetMethod.Name} is not there.");
}
