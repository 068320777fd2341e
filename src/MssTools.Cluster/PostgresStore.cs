using Npgsql;

namespace MssTools.Cluster;

/// <summary>
/// PostgreSQL: <c>postgres://user:password@host:port/database</c>, <c>?sslmode=verify-full</c> for a server whose certificate is checked. Its tables are in a
/// schema of their own, so one database is one cluster.
/// </summary>
internal sealed class PostgresStore : IClusterStore
{
    private const int DefaultPort = 5432;
    private const string Invariant = "Npgsql";
    private const string Schema = "msstools";

    /// <summary>Nodes that start at the same moment make the tables one after the other.</summary>
    private const long Lock = 0x4D7373546F6F6C73; // "MssTools"

    private readonly NpgsqlDataSource _source;

    /// <exception cref="MssException">InvalidSetting.</exception>
    public PostgresStore(Uri address) => _source = NpgsqlDataSource.Create(Options(address));

    /// <inheritdoc/>
    public async Task PrepareAsync()
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await RunAsync($"SELECT pg_advisory_xact_lock({Lock})");
        await RunAsync(Statements());
        await transaction.CommitAsync();

        async Task RunAsync(string text)
        {
            await using var command = new NpgsqlCommand(text, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc/>
    public void Connect(ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.DataSource = _source;
        });
        silo.AddAdoNetGrainStorage(NodeMember.Store, grains => grains.Configure(storage =>
        {
            storage.Invariant = Invariant;
            storage.DataSource = _source;
            storage.GrainStorageSerializer = new StoredText();
            storage.DeleteStateOnClear = true;
        }));
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    // The same each time that a node starts: what is there stays, and the statements are those of this version.
    private static string Statements()
    {
        using Stream text = typeof(PostgresStore).Assembly.GetManifestResourceStream("PostgresStore.sql")!;
        using var reader = new StreamReader(text);
        return reader.ReadToEnd();
    }

    private static NpgsqlConnectionStringBuilder Options(Uri address)
    {
        string database = Uri.UnescapeDataString(address.AbsolutePath.Trim('/'));
        (string user, string password) = StoreAddress.Credential(address);
        if (database.Length == 0 || user.Length == 0)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The cluster's store names no {(database.Length == 0 ? "database" : "user")}.",
                "Give postgres://user:password@host/database.");
        }

        return new NpgsqlConnectionStringBuilder
        {
            Host = address.IdnHost.Trim('[', ']'),
            Port = StoreAddress.PortOf(address, DefaultPort),
            Database = database,
            Username = user,
            Password = password.Length > 0 ? password : null,
            SslMode = SslModeOf(address.Query),
            GssEncryptionMode = GssEncryptionMode.Disable,
            SearchPath = Schema, // the statements of Orleans are found in the table OrleansQuery, of no schema
            ApplicationName = Schema,
            Timeout = 3,
            CommandTimeout = 5,
            KeepAlive = 10,
            MaxPoolSize = 10,
        };
    }

    private static SslMode SslModeOf(string query) => query.TrimStart('?').Split('=', 2) switch
    {
        [""] => SslMode.Prefer,
        ["sslmode", var word] when Enum.TryParse(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out SslMode mode) && Enum.IsDefined(mode) => mode,
        _ => throw new MssException(
            MssError.InvalidSetting,
            $"The cluster's store has the settings '{ForeignText.Value(query)}'.",
            "It takes sslmode alone: disable, allow, prefer, require, verify-ca or verify-full."),
    };
}
