using StackExchange.Redis;

namespace MssTools.Cluster;

/// <summary>The store of a cluster, by its URL.</summary>
internal static class StoreAddress
{
    private const int RedisPort = 6379;

    /// <summary>The store as people may see it: without user and password.</summary>
    public static string Shown(Uri address) => new UriBuilder(address) { UserName = "", Password = "", Query = "" }.Uri.GetLeftPart(UriPartial.Path);

    /// <summary>Options of Redis: <c>redis://user:password@host:port/database</c>, <c>rediss</c> over TLS.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static ConfigurationOptions Redis(Uri address)
    {
        string path = address.AbsolutePath.Trim('/');
        int database = 0;
        if (path.Length > 0 && (!int.TryParse(path, out database) || database < 0))
        {
            throw new MssException(MssError.InvalidSetting, $"The cluster's store names the database '{path}'.", "A database of Redis is a number: redis://host/0.");
        }

        (string user, string password) = Credential(address);
        return new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.IsDefaultPort || address.Port < 0 ? RedisPort : address.Port } },
            User = user.Length > 0 && user != "default" ? user : null,
            Password = password.Length > 0 ? password : null,
            Ssl = address.Scheme == "rediss",
            SslHost = address.Scheme == "rediss" ? address.Host : null,
            DefaultDatabase = database,
            AbortOnConnectFail = false,
            ConnectTimeout = 3000,
            SyncTimeout = 3000,
            AsyncTimeout = 3000,
            ReconnectRetryPolicy = new LinearRetry(1000),
            BacklogPolicy = BacklogPolicy.FailFast, // what is to be kept is kept now, or refused now
        };
    }

    private static (string User, string Password) Credential(Uri address)
    {
        string[] parts = address.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
