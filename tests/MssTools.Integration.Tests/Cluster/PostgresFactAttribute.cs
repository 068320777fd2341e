namespace MssTools.Integration.Tests.Cluster;

/// <summary>A test of nodes that need PostgreSQL; skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : PlayerFactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.ReasonToSkip();
}
