namespace MssTools.Core.Origin.Exports;

/// <summary>Static-serving configurations with the same addresses and headers as our own server.</summary>
internal static class ServerConfig
{
    /// <summary>Characters that end a quoted path in one of the formats.</summary>
    private const string Unquotable = "\"'`{}$\r\n";

    /// <summary>Writes a configuration.</summary>
    /// <exception cref="MssException">NotFound: the root is no folder. InvalidSetting: its path cannot be quoted.</exception>
    public static string Write(ServerConfigKind kind, string root, int port, TimeProvider time)
    {
        new ServerDefinition { Root = root, Port = port }.Validate();
        if (root.IndexOfAny([.. Unquotable]) >= 0)
        {
            throw new MssException(MssError.InvalidSetting, $"The path '{root}' cannot be quoted in a configuration.", "Choose another folder.");
        }

        var site = StaticSite.Read(root, port, time);
        return kind switch
        {
            ServerConfigKind.Nginx => NginxConfig.Write(site),
            ServerConfigKind.Caddy => CaddyConfig.Write(site),
            _ => IisConfig.Write(site),
        };
    }
}
