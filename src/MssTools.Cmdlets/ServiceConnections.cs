using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// The services that this process is connected to, and the choice of the engines that a cmdlet acts on. Connections belong to the process, as the engine
/// does: all its runspaces can name them. Where a cmdlet names none, it acts on those that its own runspace made.
/// </summary>
internal static class ServiceConnections
{
    private static readonly Lock s_lock = new();
    private static readonly List<ServiceClient> s_clients = [];
    private static readonly ConditionalWeakTable<Runspace, List<ServiceClient>> s_ofRunspaces = [];

    /// <summary>All connections, in the order in which they were made.</summary>
    public static IReadOnlyList<ServiceClient> All
    {
        get
        {
            lock (s_lock)
            {
                return [.. s_clients];
            }
        }
    }

    /// <summary>Adds a connection, in the place of one of the same name.</summary>
    public static void Add(ServiceClient client)
    {
        lock (s_lock)
        {
            foreach (List<ServiceClient> known in Lists())
            {
                known.RemoveAll(other => IsNamed(other, client.Service)); // not disposed: somebody may wait for an answer
            }

            s_clients.Add(client);
            if (Runspace.DefaultRunspace is { } own)
            {
                s_ofRunspaces.GetOrCreateValue(own).Add(client);
            }
        }
    }

    /// <summary>Forgets a connection; the service goes on.</summary>
    public static void Remove(ServiceClient client)
    {
        lock (s_lock)
        {
            foreach (List<ServiceClient> known in Lists())
            {
                known.Remove(client);
            }
        }
    }

    /// <summary>The engines to act on, in the order of the names; at least one.</summary>
    /// <param name="names">Services, with wildcards; an empty one is the engine of the session.</param>
    /// <param name="isGiven">False: what was connected to, or else the engine of the session.</param>
    /// <exception cref="MssException">NotFound.</exception>
    public static IReadOnlyList<IMssEngine> Choose(string[]? names, bool isGiven)
    {
        if (!isGiven)
        {
            return OfOwnRunspace() is { Count: > 0 } connected ? connected : [MssEngine.Current];
        }

        IMssEngine[] chosen = [.. (names is { Length: > 0 } ? names : [""]).SelectMany(Named).Distinct()];
        return chosen.Length > 0
            ? chosen
            : throw new MssException(MssError.NotFound, $"No connected service is named like '{string.Join(", ", names!)}'.", "Run Connect-MSSService first.");
    }

    /// <summary>The engine of a name.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public static IMssEngine Find(string name) => name.Length == 0 ? MssEngine.Current
        : All.FirstOrDefault(client => IsNamed(client, name)) ?? throw new MssException(
            MssError.NotFound,
            $"There is no connection to a service '{name}'.",
            "Connect to it with Connect-MSSService; Get-MSSService lists the connections.");

    /// <summary>The engines that a command line which is being typed is about.</summary>
    public static IReadOnlyList<IMssEngine> ForCompletion(IDictionary bound)
    {
        try
        {
            object? given = bound[nameof(MssEngineCmdlet.Service)];
            return Choose(LanguagePrimitives.ConvertTo<string[]>(given), given is not null);
        }
        catch (Exception failure) when (failure is MssException or PSInvalidCastException)
        {
            return [];
        }
    }

    private static IEnumerable<IMssEngine> Named(string? name)
    {
        if (string.IsNullOrEmpty(name) || !WildcardPattern.ContainsWildcardCharacters(name))
        {
            return [Find(name ?? "")];
        }

        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return All.Where(client => pattern.IsMatch(client.Service));
    }

    private static List<ServiceClient> OfOwnRunspace()
    {
        lock (s_lock)
        {
            return Runspace.DefaultRunspace is { } own && s_ofRunspaces.TryGetValue(own, out List<ServiceClient>? known) ? [.. known] : [];
        }
    }

    // Under the lock.
    private static IEnumerable<List<ServiceClient>> Lists() => s_ofRunspaces.Select(of => of.Value).Append(s_clients);

    private static bool IsNamed(ServiceClient client, string name) => client.Service.Equals(name, StringComparison.OrdinalIgnoreCase);
}
