using System.Globalization;
using System.Net;

namespace MssTools.Service;

/// <summary>What the command line says.</summary>
/// <param name="StatePath">Full path of the state folder.</param>
/// <param name="IsDetached">Whether it outlives the terminal that started it, and logs to its folder.</param>
/// <param name="IsManaged">Whether the service control manager of Windows starts it.</param>
/// <param name="TakesEvoStream">Whether its control interface takes commands of EvoStream Media Server, too.</param>
internal sealed record ServiceArguments(string StatePath, bool IsDetached, bool IsManaged, bool TakesEvoStream)
{
    private Uri? Cluster { get; init; }

    private string? NodeName { get; init; }

    private List<string> Labels { get; init; } = [];

    private int? NodePort { get; init; }

    private IPAddress? NodeAddress { get; init; }

    /// <summary>The settings with what the command line says of the node in their place.</summary>
    public ServiceDefinition Apply(ServiceDefinition settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with
        {
            Cluster = Cluster ?? settings.Cluster,
            NodeName = NodeName ?? settings.NodeName,
            NodeLabels = Labels.Count > 0 ? Labels : settings.NodeLabels,
            NodePort = NodePort ?? settings.NodePort,
            NodeAddress = NodeAddress ?? settings.NodeAddress,
        };
    }

    /// <summary>Reads it; null: it is wrong.</summary>
    public static ServiceArguments? Read(string[] args)
    {
        string? path = null;
        bool isDetached = false;
        bool isManaged = false;
        bool takesEvoStream = false;
        Uri? cluster = null;
        string? node = null;
        List<string> labels = [];
        int? nodePort = null;
        IPAddress? nodeAddress = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--state-path" when i + 1 < args.Length:
                    path = args[++i];
                    break;
                case "--cluster" when i + 1 < args.Length && Uri.TryCreate(args[i + 1], UriKind.Absolute, out cluster):
                case "--node" when i + 1 < args.Length && (node = args[i + 1]).Length > 0:
                case "--node-address" when i + 1 < args.Length && IPAddress.TryParse(args[i + 1], out nodeAddress):
                    i++;
                    break;
                case "--label" when i + 1 < args.Length:
                    labels.Add(args[++i]);
                    break;
                case "--node-port" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int port):
                    (nodePort, i) = (port, i + 1);
                    break;
                case "--detached":
                    isDetached = true;
                    break;
                case "--evostream-api":
                    takesEvoStream = true;
                    break;
                case "--windows-service" when OperatingSystem.IsWindows():
                    isDetached = isManaged = true;
                    break;
                default:
                    return null;
            }
        }

        return string.IsNullOrWhiteSpace(path) ? null : new ServiceArguments(Path.GetFullPath(path), isDetached, isManaged, takesEvoStream)
        {
            Cluster = cluster,
            NodeName = node,
            Labels = labels,
            NodePort = nodePort,
            NodeAddress = nodeAddress,
        };
    }
}
