using Npgsql;
using Xunit;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>The statements that Orleans runs: who comes with a version that is not the last one changes nothing, and is told so.</summary>
public sealed class PostgresStatementTests : IDisposable
{
    private static readonly (string, object?)[] s_first = [.. Silo("10.0.0.1"), ("Version", 0)];

    private readonly PostgresServer _server = new();
    private readonly NpgsqlConnection _connection;

    public PostgresStatementTests()
    {
        _connection = Connect();
        string text = File.ReadAllText(Repository.PathOf("src/MssTools.Cluster/PostgresStore.sql"));
        Run(text);
        Run(text); // as the next node does
    }

    public void Dispose()
    {
        _connection.Dispose();
        _server.Dispose();
    }

    [PostgresFact]
    public void Grain_IsWrittenByWhoKnowsItsVersion()
    {
        Assert.Equal(1, Write(null, 11));
        Assert.Null(Write(null, 22)); // another activation, which has read nothing either
        Assert.Equal(2, Write(1, 33));
        Assert.Equal(1, Write(1, 44)); // it is told what it knew: a conflict
        Assert.Equal([33], Read());
        Assert.Equal(1, Orleans("DeleteStorageKey", [.. Grain(), ("GrainStateVersion", 1)]));
        Assert.Equal([33], Read());
        Assert.Equal(3, Orleans("ClearStorageKey", [.. Grain(), ("GrainStateVersion", 2)]));
        Assert.Equal(DBNull.Value, Orleans("ReadFromStorageKey", Grain()));
        Assert.Equal(4, Write(3, 55));
        Assert.Equal(5, Orleans("DeleteStorageKey", [.. Grain(), ("GrainStateVersion", 4)]));
        Assert.Null(Orleans("ReadFromStorageKey", Grain()));
        Assert.Equal(1, Write(null, 66));
    }

    [PostgresFact]
    public void Membership_ChangesByWhoKnowsItsVersion()
    {
        Assert.Equal([1, 0], [Orleans("InsertMembershipVersionKey", Cluster()), Orleans("InsertMembershipVersionKey", Cluster())]);
        Assert.Equal(1, Orleans("InsertMembershipKey", s_first));
        Assert.Equal(0, Orleans("InsertMembershipKey", [.. Silo("10.0.0.2"), ("Version", 0)])); // joined at the same moment: tries again
        Assert.Equal(0, Orleans("InsertMembershipKey", [.. Silo("10.0.0.1"), ("Version", 1)])); // is there
        Assert.Equal(1, Orleans("InsertMembershipKey", [.. Silo("10.0.0.2"), ("Version", 1)]));
        Assert.Equal(0, Orleans("UpdateMembershipKey", [.. Silo("10.0.0.1"), ("Version", 1), ("SuspectTimes", "x")]));
        Assert.Equal(0, Orleans("UpdateMembershipKey", [.. Silo("10.0.0.3"), ("Version", 2), ("SuspectTimes", "x")]));
        Assert.Equal(1, Orleans("UpdateMembershipKey", [.. Silo("10.0.0.1"), ("Version", 2), ("SuspectTimes", null)]));
        Assert.Equal((2L, 3), (Ask("SELECT count(*) FROM msstools.node"), Ask("SELECT version FROM msstools.membership")));

        Orleans("CleanupDefunctSiloEntriesKey", [.. Cluster(), ("IAmAliveTime", DateTime.UtcNow.AddHours(1))]);
        Assert.Equal(2L, Ask("SELECT count(*) FROM msstools.node")); // both are active
        Orleans("DeleteMembershipTableEntriesKey", Cluster());
        Assert.Equal(0L, Ask("SELECT count(*) FROM msstools.node"));
    }

    // Two at the same moment: the second waits for the first, and finds another version.
    [PostgresFact]
    public async Task Writers_AtTheSameMoment_AreOne()
    {
        Write(null, 1);
        using NpgsqlConnection other = Connect();
        Run("BEGIN");
        Assert.Equal(2, Write(1, 2));
        string text = (string)Ask("SELECT querytext FROM msstools.orleansquery WHERE querykey = 'WriteToStorageKey'")!;
        await using NpgsqlCommand late = Command(other, text, [.. Grain(), ("GrainStateVersion", 1), ("PayloadBinary", new byte[] { 3 })]);
        Task<object?> waiting = late.ExecuteScalarAsync();
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        Run("COMMIT");

        Assert.Equal(1, await waiting);
        Assert.Equal([2], Read());
    }

    private static (string, object?)[] Cluster() => [("DeploymentId", "c")];

    private static (string, object?)[] Silo(string address) =>
    [
        .. Cluster(), ("Address", address), ("Port", 11111), ("Generation", 7), ("SiloName", "a"), ("HostName", "h"), ("Status", 3), ("ProxyPort", 0),
        ("StartTime", DateTime.UtcNow), ("IAmAliveTime", DateTime.UtcNow),
    ];

    private static (string, object?)[] Grain() =>
    [
        ("ServiceId", "s"), ("GrainTypeString", "k"), ("GrainIdHash", 1), ("GrainTypeHash", 2), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainIdExtensionString", "name"),
    ];

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private NpgsqlConnection Connect()
    {
        string[] credential = _server.Address.UserInfo.Split(':');
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = _server.Address.Host,
            Port = _server.Port,
            Database = "postgres",
            Username = credential[0],
            Password = Uri.UnescapeDataString(credential[1]),
            Pooling = false,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    private int? Write(int? version, byte value) =>
        Orleans("WriteToStorageKey", [.. Grain(), ("GrainStateVersion", version), ("PayloadBinary", new[] { value })]) as int?;

    private byte[] Read() => (byte[])Orleans("ReadFromStorageKey", Grain())!;

    private object? Orleans(string key, (string, object?)[] parameters) =>
        Ask((string)Ask($"SELECT querytext FROM msstools.orleansquery WHERE querykey = '{key}'")!, parameters);

    private object? Ask(string text, params (string, object?)[] parameters)
    {
        using NpgsqlCommand command = Command(_connection, text, parameters);
        return command.ExecuteScalar();
    }

    private void Run(string text)
    {
        using var command = new NpgsqlCommand(text, _connection);
        command.ExecuteNonQuery();
    }
}
