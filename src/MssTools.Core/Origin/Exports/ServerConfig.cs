namespace MssTools.Core.Origin.Exports;

/// <summary>Static-serving configurations with the same addresses and headers as our own server.</summary>
internal static class ServerConfig
{
    /// <summary>Characters that end a quoted path in one of the formats.</summary>
    private const string Unquotable = "\"'`{}$\r\n";

    /// <summary>Writes a configuration.</summary>
    /// <param name="kind">The web server.</param>
    /// <param name="root">Full path of the folder; its groups are looked at.</param>
    /// <param name="port">The port to listen on.</param>
    /// <param name="origin">Our server, which is asked for what is not there; null: nobody is.</param>
    /// <param name="time">Says how old a look at a folder is.</param>
    /// <exception cref="MssException">
    /// NotFound: the root is no folder. InvalidSetting: its path cannot be quoted, or the origin is none.
    /// </exception>
    public static string Write(ServerConfigKind kind, string root, int port, Uri? origin, TimeProvider time)
    {
        new ServerDefinition { Root = root, Port = port }.Validate();
        CheckOrigin(kind, port, origin);
        if (root.IndexOfAny([.. Unquotable]) >= 0)
        {
            throw new MssException(MssError.InvalidSetting, $"The path '{root}' cannot be quoted in a configuration.", "Choose another folder.");
        }

        var site = StaticSite.Read(root, port, origin, time);
        return kind switch
        {
            ServerConfigKind.Nginx => NginxConfig.Write(site),
            ServerConfigKind.Caddy => CaddyConfig.Write(site),
            _ => IisConfig.Write(site),
        };
    }

    private static void CheckOrigin(ServerConfigKind kind, int port, Uri? origin)
    {
        if (origin is null)
        {
            return;
        }

        if (!origin.IsAbsoluteUri || origin.Scheme is not ("http" or "https") || origin.PathAndQuery != "/" || origin.UserInfo.Length > 0)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "The origin is not the address of a server.",
                "Give what Start-MSSServer writes as its address, such as http://127.0.0.1:8888.");
        }

        if (origin.IsLoopback && origin.Port == port)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The origin has port {port} of this machine, which the web server would listen on.",
                "Give another -Port.");
        }

        if (kind == ServerConfigKind.IIS)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "IIS asks an origin with Application Request Routing only, which is no part of it.",
                "Leave -Origin out, or use nginx or Caddy.");
        }
    }
}
