using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Core.Streams;

/// <summary>The ports that encoders push to.</summary>
/// <param name="inputs">Where their streams get their names.</param>
/// <param name="time">The clock.</param>
internal sealed class IngestRegistry(LocalStreamRegistry inputs, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly IngestThreads _threads = new(new ReadTicks(time));
    private readonly List<IngestServer> _servers = [];

    /// <summary>Opens a port.</summary>
    /// <exception cref="MssException">A setting is refused, or the port cannot be opened.</exception>
    public MssIngest Start(IngestDefinition definition)
    {
        IngestServer server = Open(definition);
        lock (_lock)
        {
            _servers.Add(server);
        }

        server.Start();
        return server.ToModel();
    }

    /// <summary>Snapshots of all open ports, by number.</summary>
    public IReadOnlyList<MssIngest> List()
    {
        lock (_lock)
        {
            return [.. _servers.Select(s => s.ToModel()).OrderBy(i => i.Port)];
        }
    }

    /// <summary>What the open ports were opened with, with the numbers that they have.</summary>
    public IReadOnlyList<IngestDefinition> Definitions()
    {
        lock (_lock)
        {
            return [.. _servers.Select(s => s.Definition with { Port = s.EndPoint.Port }).OrderBy(d => d.Port)];
        }
    }

    /// <summary>Closes a port; what was published there ends.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Stop(int port)
    {
        List<IngestServer> found;
        lock (_lock)
        {
            found = _servers.FindAll(s => s.EndPoint.Port == port);
            _servers.RemoveAll(found.Contains);
        }

        if (found.Count == 0)
        {
            throw new MssException(
                MssError.NotFound, $"Nothing listens on port {port}.", "Get-MSSIngest lists the open ports.");
        }

        found.ForEach(server => server.Dispose());
    }

    private IngestServer Open(IngestDefinition definition)
    {
        try
        {
            definition.Validate();
            return new IngestServer(definition, inputs.Published, inputs.IsNamed, _threads, time);
        }
        catch
        {
            definition.Authorize?.Dispose();
            throw;
        }
    }
}
