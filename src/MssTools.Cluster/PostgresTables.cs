using Npgsql;

namespace MssTools.Cluster;

/// <summary>The tables of a cluster in PostgreSQL.</summary>
internal static class PostgresTables
{
    /// <summary>What Orleans calls the driver.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>Makes those that are missing.</summary>
    public static async Task EnsureAsync(string connection)
    {
        await using var opened = new NpgsqlConnection(connection);
        await opened.OpenAsync();
    }
}
