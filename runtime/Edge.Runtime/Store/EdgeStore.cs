using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Store;

/// <summary>
/// The runtime's SQLite database. One writer at a time, any number of readers (WAL). On return from
/// <see cref="Write{T}"/> the change survives loss of power, and with it every change before it. Each read and each such change sees all that was
/// acknowledged before.
/// </summary>
internal sealed class EdgeStore : IDisposable
{
    /// <summary>Each brings the schema of the one before forward.</summary>
    private static readonly string[] SchemaSteps = ["Schema.sql", "Schema2.sql", "Schema3.sql"];

    private static readonly int SchemaVersion = SchemaSteps.Length;

    private const int SqliteCorrupt = 11;
    private const int SqliteNoDatabase = 26;

    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _soonWriter;
    private readonly string _readConnection;
    private long _changes;

    private EdgeStore(SqliteConnection writer, SqliteConnection soonWriter, string readConnection)
    {
        _writer = writer;
        _soonWriter = soonWriter;
        _readConnection = readConnection;
    }

    /// <summary>Rises with every transaction, so that who shows the state need not read it again without reason.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>What was said when somebody met damage in the database; null: nobody did since this was last set. See <see cref="DatabaseCheck"/>.</summary>
    public string? Damage { get; set; }

    /// <summary>
    /// Writes what was acknowledged and is not in the database yet. Called before each <see cref="Read{T}"/> and <see cref="Write{T}"/>, under no
    /// lock of the store's; must not throw for a failing disk. Null where nothing is ever left for later.
    /// </summary>
    public Action? Settle { get; set; }

    /// <summary>Opens the database, creating it or bringing its schema forward.</summary>
    /// <param name="path">Database file.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    /// <exception cref="InvalidOperationException">The database is newer than this program, or damaged; the message says what to do.</exception>
    public static EdgeStore Open(string path)
    {
        SystemSqlite.Use();
        SqliteConnection writer;
        try
        {
            writer = OpenWriter(path, "FULL");
            Migrate(writer);
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is SqliteCorrupt or SqliteNoDatabase)
        {
            throw new InvalidOperationException(
                $"{path} is damaged ({damaged.Message}). Rebuild it from the stored files: edgectl inbox reindex --data {Path.GetDirectoryName(path)}", damaged);
        }

        string read = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString();
        return new EdgeStore(writer, OpenWriter(path, "NORMAL"), read);
    }

    /// <summary>Runs one transaction; it is rolled back when <paramref name="change"/> throws.</summary>
    public T Write<T>(Func<SqliteConnection, SqliteTransaction, T> change)
    {
        Settle?.Invoke();
        lock (_writing)
        {
            return Run(_writer, change);
        }
    }

    /// <summary>
    /// Runs one transaction that readers see at once and that survives a crash of the process, but survives loss of power only from the next
    /// <see cref="Write{T}"/> on: for what can be rebuilt from files. Changes are never lost out of order.
    /// </summary>
    public void WriteSoon(Action<SqliteConnection, SqliteTransaction> change)
    {
        lock (_writing)
        {
            Run(_soonWriter, (connection, transaction) =>
            {
                change(connection, transaction);
                return 0;
            });
        }
    }

    /// <summary>Runs one transaction; it is rolled back when <paramref name="change"/> throws.</summary>
    public void Write(Action<SqliteConnection, SqliteTransaction> change) => Write((connection, transaction) =>
    {
        change(connection, transaction);
        return 0;
    });

    /// <summary>Reads one consistent snapshot.</summary>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        Settle?.Invoke();
        using var connection = new SqliteConnection(_readConnection);
        connection.Open();
        SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        try
        {
            return query(connection);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SqliteCorrupt or SqliteNoDatabase)
        {
            Damage = failure.Message;
            throw;
        }
        finally
        {
            AbandonedTransaction.End(connection, snapshot);
        }
    }

    /// <summary>Opens a connection that only reads, for whoever keeps statements prepared. It sees what is committed and settles nothing.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_readConnection) { Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (var pooled = new SqliteConnection(_readConnection))
        {
            SqliteConnection.ClearPool(pooled);
        }

        _soonWriter.Dispose();
        _writer.Dispose();
    }

    private static SqliteConnection OpenWriter(string path, string synchronous)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        connection.Execute(
            $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;");
        return connection;
    }

    private T Run<T>(SqliteConnection connection, Func<SqliteConnection, SqliteTransaction, T> change)
    {
        SqliteTransaction transaction = connection.BeginTransaction();
        try
        {
            T value = change(connection, transaction);
            transaction.Commit();
            transaction.Dispose();
            Interlocked.Increment(ref _changes);
            return value;
        }
        catch (Exception failure)
        {
            Damage = failure is SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNoDatabase } ? failure.Message : Damage;
            AbandonedTransaction.End(connection, transaction);
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        long version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > SchemaVersion)
        {
            throw new InvalidOperationException(
                $"The database has schema {version}; this program knows {SchemaVersion}. Install the newer program again, or restore a backup.");
        }

        while (version < SchemaVersion)
        {
            using Stream? resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Edge.Runtime.Store.{SchemaSteps[version]}");
            using var reader = new StreamReader(resource!);
            using SqliteTransaction transaction = connection.BeginTransaction();
            version++;
            connection.Execute(reader.ReadToEnd(), transaction: transaction);
            connection.Execute($"PRAGMA user_version = {version}", transaction: transaction);
            transaction.Commit();
        }
    }
}
