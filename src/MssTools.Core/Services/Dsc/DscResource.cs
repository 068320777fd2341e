using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services.Dsc;

/// <summary>A kind of thing that a service is told, as a resource of Microsoft DSC.</summary>
/// <param name="name">Its name, below the name of the module.</param>
/// <param name="description">What it is, in a sentence.</param>
/// <param name="definition">Type of the definition that its instances are.</param>
/// <param name="keys">The properties by which an instance is found.</param>
internal abstract class DscResource(string name, string description, Type definition, IReadOnlyList<string> keys)
{
    /// <summary>Its name, below the name of the module.</summary>
    public string Name => name;

    /// <summary>Its full name.</summary>
    public string Type => $"MssTools/{name}";

    /// <summary>What it is, in a sentence.</summary>
    public string Description => description;

    /// <summary>Type of the definition that its instances are.</summary>
    public Type Definition => definition;

    /// <summary>The properties by which an instance is found; the first one must be given.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>Does an operation.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="isPlan">With <see cref="DscOperation.Set"/>: true to say only what would be done.</param>
    /// <param name="text">What was sent.</param>
    /// <returns>Lines of JSON.</returns>
    /// <exception cref="MssException">The input is refused, no service answers, or it refuses.</exception>
    public abstract IReadOnlyList<string> Run(DscOperation operation, bool isPlan, string text);
}

/// <summary>A kind of thing that a service is told, as a resource of Microsoft DSC.</summary>
/// <typeparam name="T">The definition that its instances are.</typeparam>
/// <param name="name">Its name, below the name of the module.</param>
/// <param name="description">What it is, in a sentence.</param>
/// <param name="keys">The properties by which an instance is found.</param>
internal sealed class DscResource<T>(string name, string description, params string[] keys) : DscResource(name, description, typeof(T), keys)
    where T : class, new()
{
    private static readonly JsonSerializerOptions s_line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a change calls it.</summary>
    public required string Kind { get; init; }

    /// <summary>Which one it is, for people.</summary>
    public required Func<T, string> NameOf { get; init; }

    /// <summary>All of its kind in a configuration.</summary>
    public required Func<MssConfiguration, IReadOnlyList<T>> ListOf { get; init; }

    /// <summary>Refuses a definition by which nothing can be found, and has its paths as a service knows them.</summary>
    public required Func<T, T> Check { get; init; }

    /// <summary>Has it be so, or says what would be done.</summary>
    public required Func<IMssEngine, T, bool, MssChange> Ensure { get; init; }

    /// <summary>Ends it.</summary>
    public required Action<IMssEngine, T> Remove { get; init; }

    /// <summary>Why it is kept and does not run; null or empty: it runs.</summary>
    public required Func<IMssEngine, T, string?> ErrorOf { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Run(DscOperation operation, bool isPlan, string text)
    {
        DscInput input = DscInput.Read(text);
        if (operation == DscOperation.Export)
        {
            using ServiceClient there = DscService.Connect(input.StatePath);
            return Export(there, input);
        }

        T wanted = Read(input.Properties);
        using ServiceClient service = DscService.Connect(input.StatePath);
        return operation switch
        {
            DscOperation.Set => Set(service, input, wanted, isPlan),
            DscOperation.Test => Test(service, input, wanted),
            DscOperation.Delete => Delete(service, wanted),
            _ => [Line(State(service, input, wanted, Find(service, wanted)))],
        };
    }

    private T Read(JsonObject properties)
    {
        if (!properties.ContainsKey(Keys[0]))
        {
            throw new MssException(MssError.InvalidSetting, $"{Keys[0]} is missing; by it an instance of {Type} is found.", "Give it.");
        }

        DscSecrets.RefuseClear(properties, Deserialize);
        return Check(Deserialize(DscSecrets.Filled(properties)));
    }

    private T Deserialize(JsonObject properties)
    {
        try
        {
            return properties.Deserialize<T>(WireJson.Clear)!;
        }
        catch (JsonException failure)
        {
            throw WireJson.Refused("The input", failure, $"Correct the property; 'dsc resource schema --resource {Type}' lists them all.");
        }
    }

    private List<string> Set(ServiceClient service, DscInput input, T wanted, bool isPlan)
    {
        T? there = Find(service, wanted);
        MssChange change = input.Exists ? Ensure(service, wanted, isPlan) : End(service, wanted, there, isPlan);
        bool isDone = change.Action != MssChangeAction.None;
        T? now = !input.Exists ? null
            : isPlan && isDone ? wanted
            : Find(service, wanted) ?? wanted; // a recording may be over already
        JsonObject state = State(service, input, wanted, now);
        if (isPlan && isDone)
        {
            state[DscInput.MetadataName] = new JsonObject { ["whatIf"] = new JsonArray($"{change}") };
        }

        return [Line(state), Line(Differing(change, there))];
    }

    private List<string> Test(ServiceClient service, DscInput input, T wanted)
    {
        T? there = Find(service, wanted);
        MssChange change = input.Exists ? Ensure(service, wanted, true) : End(service, wanted, there, isPlan: true);
        JsonObject state = State(service, input, wanted, there);
        state[DscInput.InDesiredStateName] = change.Action == MssChangeAction.None;
        return [Line(state), Line(Differing(change, there))];
    }

    private List<string> Delete(ServiceClient service, T wanted)
    {
        End(service, wanted, Find(service, wanted), isPlan: false);
        return [];
    }

    private List<string> Export(ServiceClient service, DscInput filter)
    {
        var lines = new List<string>();
        foreach (T one in ListOf(service.GetConfiguration()))
        {
            JsonObject state = Shown(one);
            if (filter.Properties.All(wanted => JsonNode.DeepEquals(wanted.Value, state[wanted.Key])))
            {
                ConfigurationText.LeaveOutUsual<T>(state);
                state.Insert(0, DscInput.NameName, NameOf(one));
                lines.Add(Line(WithStatePath(state, filter)));
            }
        }

        return lines;
    }

    private MssChange End(ServiceClient service, T wanted, T? there, bool isPlan)
    {
        if (there is not null && !isPlan)
        {
            Remove(service, there);
        }

        return new MssChange { Kind = Kind, Name = NameOf(wanted), Action = there is null ? MssChangeAction.None : MssChangeAction.Stop };
    }

    private T? Find(ServiceClient service, T wanted) => ListOf(service.GetConfiguration()).FirstOrDefault(one => NameOf(one) == NameOf(wanted));

    // An instance that is not there has its keys alone.
    private JsonObject State(ServiceClient service, DscInput input, T wanted, T? now)
    {
        JsonObject state = Shown(now ?? wanted);
        if (now is null)
        {
            state.Select(member => member.Key).Except(Keys).ToList().ForEach(other => state.Remove(other));
        }
        else if (ErrorOf(service, now) is { Length: > 0 } error)
        {
            state[DscInput.LastErrorName] = error;
        }

        state[DscInput.ExistName] = now is not null;
        return WithStatePath(state, input);
    }

    private static JsonObject WithStatePath(JsonObject state, DscInput input)
    {
        if (input.StatePath is { } path)
        {
            state[DscInput.StatePathName] = path;
        }

        return state;
    }

    // Without what is not set.
    private static JsonObject Shown(T definition)
    {
        JsonObject shown = JsonSerializer.SerializeToNode(definition, WireJson.Shown)!.AsObject();
        shown.Where(member => member.Value is null).Select(member => member.Key).ToList().ForEach(unset => shown.Remove(unset));
        return shown;
    }

    private static JsonArray Differing(MssChange change, T? there) => change.Action switch
    {
        MssChangeAction.None => [],
        MssChangeAction.Change or MssChangeAction.Restart => [.. change.ChangedSettings.Select(name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name)))],
        MssChangeAction.Start when there is not null => [DscInput.LastErrorName],
        _ => [DscInput.ExistName],
    };

    private static string Line(JsonNode node) => node.ToJsonString(s_line);
}
