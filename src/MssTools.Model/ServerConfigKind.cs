namespace MssTools;

/// <summary>The web servers that Export-MSSServerConfig writes for.</summary>
public enum ServerConfigKind
{
    /// <summary>nginx 1.18 or later: a file for conf.d.</summary>
    Nginx,

    /// <summary>Caddy 2: a Caddyfile.</summary>
    Caddy,

    /// <summary>IIS with the URL Rewrite module: web.config in the root.</summary>
    IIS,
}
