using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace MssTools.Cluster;

/// <summary>Redis: <c>redis://user:password@host:port/database</c>, <c>rediss</c> over TLS.</summary>
internal sealed class RedisStore : IClusterStore
{
    private const int DefaultPort = 6379;

    private readonly ConfigurationOptions _options;

    /// <exception cref="MssException">InvalidSetting.</exception>
    public RedisStore(Uri address) => _options = Options(address);

    /// <inheritdoc/>
    public async Task PrepareAsync()
    {
        ConfigurationOptions once = _options.Clone();
        once.AbortOnConnectFail = true; // Orleans would try for minutes
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(once);
        await connection.GetDatabase().PingAsync();
    }

    /// <inheritdoc/>
    public void Connect(ISiloBuilder silo)
    {
        silo.UseRedisClustering(redis => redis.ConfigurationOptions = _options);
        silo.AddRedisGrainStorage(NodeMember.Store, redis => redis.Configure(storage =>
        {
            storage.ConfigurationOptions = _options;
            storage.GrainStorageSerializer = new StoredText();
            storage.DeleteStateOnClear = true; // a backlog leaves nothing behind
        }));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Connections are Orleans' own.
    }

    private static ConfigurationOptions Options(Uri address)
    {
        string path = address.AbsolutePath.Trim('/');
        int database = 0;
        if (path.Length > 0 && (!int.TryParse(path, out database) || database < 0))
        {
            throw new MssException(MssError.InvalidSetting, $"The cluster's store names the database '{path}'.", "A database of Redis is a number: redis://host/0.");
        }

        (string user, string password) = StoreAddress.Credential(address);
        return new ConfigurationOptions
        {
            EndPoints = { { address.Host, StoreAddress.PortOf(address, DefaultPort) } },
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
}
