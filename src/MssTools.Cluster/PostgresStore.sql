-- What a node needs in a database, in a schema of its own: run whenever a node starts, under a lock, in one transaction.
-- Orleans reads its statements out of the table OrleansQuery, by keys that it knows, and gives parameters and reads columns by names that it knows; all else
-- is ours. Each statement is one snapshot, and who loses a race finds a version that is not the one it knew: that is all the fencing there is.

-- Not IF NOT EXISTS: who owns the schema need not be one that may make others.
DO $do$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'msstools') THEN
        CREATE SCHEMA msstools;
    END IF;
END $do$;

-- The version of the list of nodes: every change of the list names the one that it is based on.
CREATE TABLE IF NOT EXISTS msstools.membership (
    cluster text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    changed timestamptz NOT NULL DEFAULT now()
);

-- A row for each process that is or was a node; generation is when it started.
CREATE TABLE IF NOT EXISTS msstools.node (
    cluster text NOT NULL REFERENCES msstools.membership,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    status integer NOT NULL,
    gateway integer NOT NULL,
    suspicions text,
    started timestamptz NOT NULL,
    alive timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

-- What a grain keeps, as JSON.
CREATE TABLE IF NOT EXISTS msstools.grain (
    service text NOT NULL,
    kind text NOT NULL,
    high bigint NOT NULL,
    low bigint NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    state bytea,
    changed timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service, kind, high, low, name)
);

CREATE TABLE IF NOT EXISTS msstools.orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

INSERT INTO msstools.orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $q$
    WITH made AS (
        INSERT INTO msstools.membership (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT count(*)::integer FROM made
$q$),
('InsertMembershipKey', $q$
    WITH next AS (
        UPDATE msstools.membership AS m SET version = m.version + 1, changed = now()
        WHERE m.cluster = @DeploymentId AND m.version = @Version
            AND NOT EXISTS (
                SELECT FROM msstools.node AS n
                WHERE n.cluster = m.cluster AND n.address = @Address AND n.port = @Port AND n.generation = @Generation)
        RETURNING m.cluster
    ), made AS (
        INSERT INTO msstools.node (cluster, address, port, generation, name, host, status, gateway, started, alive)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM next
        RETURNING 1
    )
    SELECT count(*)::integer FROM made
$q$),
('UpdateMembershipKey', $q$
    WITH next AS (
        UPDATE msstools.membership AS m SET version = m.version + 1, changed = now()
        WHERE m.cluster = @DeploymentId AND m.version = @Version
            AND EXISTS (
                SELECT FROM msstools.node AS n
                WHERE n.cluster = m.cluster AND n.address = @Address AND n.port = @Port AND n.generation = @Generation)
        RETURNING m.cluster
    ), made AS (
        UPDATE msstools.node AS n SET status = @Status, suspicions = @SuspectTimes, alive = @IAmAliveTime
        FROM next
        WHERE n.cluster = next.cluster AND n.address = @Address AND n.port = @Port AND n.generation = @Generation
        RETURNING 1
    )
    SELECT count(*)::integer FROM made
$q$),
('UpdateIAmAlivetimeKey', $q$
    UPDATE msstools.node SET alive = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$q$),
('MembershipReadAllKey', $q$
    SELECT n.address, n.port, n.generation, n.name AS siloname, n.host AS hostname, n.status, n.gateway AS proxyport,
        n.suspicions AS suspecttimes, n.started AS starttime, n.alive AS iamalivetime, m.version
    FROM msstools.membership AS m LEFT JOIN msstools.node AS n ON n.cluster = m.cluster
    WHERE m.cluster = @DeploymentId
$q$),
('MembershipReadRowKey', $q$
    SELECT n.address, n.port, n.generation, n.name AS siloname, n.host AS hostname, n.status, n.gateway AS proxyport,
        n.suspicions AS suspecttimes, n.started AS starttime, n.alive AS iamalivetime, m.version
    FROM msstools.membership AS m LEFT JOIN msstools.node AS n
        ON n.cluster = m.cluster AND n.address = @Address AND n.port = @Port AND n.generation = @Generation
    WHERE m.cluster = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    SELECT address, gateway AS proxyport, generation FROM msstools.node
    WHERE cluster = @DeploymentId AND status = @Status AND gateway > 0
$q$),
('DeleteMembershipTableEntriesKey', $q$
    DELETE FROM msstools.node WHERE cluster = @DeploymentId;
    DELETE FROM msstools.membership WHERE cluster = @DeploymentId
$q$),
-- 3 is Active.
('CleanupDefunctSiloEntriesKey', $q$
    DELETE FROM msstools.node WHERE cluster = @DeploymentId AND status <> 3 AND alive < @IAmAliveTime
$q$),
-- Of the three that write, the version that was known comes back where nothing was done, and Orleans takes that for a conflict.
('ReadFromStorageKey', $q$
    SELECT state AS payloadbinary, version FROM msstools.grain
    WHERE service = @ServiceId AND kind = @GrainTypeString AND high = @GrainIdN1 AND low = @GrainIdN0 AND name = coalesce(@GrainIdExtensionString, '')
$q$),
('WriteToStorageKey', $q$
    WITH changed AS (
        UPDATE msstools.grain SET state = @PayloadBinary, version = version + 1, changed = now()
        WHERE service = @ServiceId AND kind = @GrainTypeString AND high = @GrainIdN1 AND low = @GrainIdN0 AND name = coalesce(@GrainIdExtensionString, '')
            AND version = @GrainStateVersion::integer
        RETURNING version
    ), made AS (
        INSERT INTO msstools.grain (service, kind, high, low, name, version, state)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN1, @GrainIdN0, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
        WHERE @GrainStateVersion::integer IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version
    )
    SELECT coalesce((SELECT version FROM changed), (SELECT version FROM made), @GrainStateVersion::integer) AS newgrainstateversion
$q$),
('ClearStorageKey', $q$
    WITH changed AS (
        UPDATE msstools.grain SET state = NULL, version = version + 1, changed = now()
        WHERE service = @ServiceId AND kind = @GrainTypeString AND high = @GrainIdN1 AND low = @GrainIdN0 AND name = coalesce(@GrainIdExtensionString, '')
            AND version = @GrainStateVersion::integer
        RETURNING version
    )
    SELECT coalesce((SELECT version FROM changed), @GrainStateVersion::integer) AS newgrainstateversion
$q$),
('DeleteStorageKey', $q$
    WITH gone AS (
        DELETE FROM msstools.grain
        WHERE service = @ServiceId AND kind = @GrainTypeString AND high = @GrainIdN1 AND low = @GrainIdN0 AND name = coalesce(@GrainIdExtensionString, '')
            AND version = @GrainStateVersion::integer
        RETURNING version
    )
    SELECT coalesce((SELECT version + 1 FROM gone), @GrainStateVersion::integer) AS newgrainstateversion
$q$)
ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext;
