namespace MssTools.Cluster;

/// <summary>The store of a cluster, by its URL.</summary>
internal static class StoreAddress
{
    /// <summary>The store as people may see it: without user and password.</summary>
    public static string Shown(Uri address) => new UriBuilder(address) { UserName = "", Password = "", Query = "" }.Uri.GetLeftPart(UriPartial.Path);

    /// <summary>The store itself; nothing is connected.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static IClusterStore Open(Uri address) => address.Scheme is "redis" or "rediss" ? new RedisStore(address) : new PostgresStore(address);

    /// <summary>Its user and password, without escapes; empty: none.</summary>
    public static (string User, string Password) Credential(Uri address)
    {
        string[] parts = address.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>Its port.</summary>
    public static int PortOf(Uri address, int fallback) => address.IsDefaultPort || address.Port < 0 ? fallback : address.Port;
}
