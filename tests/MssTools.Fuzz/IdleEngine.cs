using System.Collections;
using System.Reflection;

namespace MssTools.Fuzz;

/// <summary>An engine that checks what it is told, does nothing of it, and has one of each.</summary>
public class IdleEngine : DispatchProxy
{
    private static readonly MssStream s_stream = new() { Id = 1, Name = "1", GroupName = "1", State = StreamState.Running };

    /// <summary>Makes one.</summary>
    public static IMssEngine Create() => Create<IMssEngine, IdleEngine>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (args)
        {
            case [StreamDefinition group, ..]:
                group.Validate();
                break;
            case [IngestDefinition ingest, ..]:
                ingest.Validate();
                break;
            case [LocalStreamDefinition input, ..]:
                return new LocalStream { Name = input.Name, Source = Core.MssEngine.Shown(input.Source) };
        }

        return targetMethod!.Name switch
        {
            nameof(IMssEngine.GetGroups) => new[] { new MssGroup { GroupName = "1", Streams = [s_stream] } },
            nameof(IMssEngine.GetStreams) or nameof(IMssEngine.Start) => new[] { s_stream },
            nameof(IMssEngine.GetLocalStreams) => new[] { new LocalStream { Name = "1", Source = "/1.mp4" } },
            nameof(IMssEngine.GetConfiguration) => new MssConfiguration { Ingests = [new IngestDefinition { StreamKeys = new Dictionary<string, string> { ["1"] = "1" } }] },
            _ => Nothing(targetMethod.ReturnType),
        };
    }

    private static object? Nothing(Type type) =>
        type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? Array.CreateInstance(type.GetGenericArguments()[0], 0)
        : type.IsValueType && type != typeof(void) ? Activator.CreateInstance(type)
        : null;
}
