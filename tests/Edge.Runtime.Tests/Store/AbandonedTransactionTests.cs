using Dapper;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Tests.Store;

/// <summary>A transaction that SQLite rolled back by itself, as it does on a full disk, neither hides its reason nor spoils its connection.</summary>
public sealed class AbandonedTransactionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-abandoned-").FullName;

    [Fact]
    public void Write_RolledBackBySqliteItself_GivesTheFirstErrorAndTheNextWorks()
    {
        using EdgeStore store = EdgeStore.Open(Path.Combine(_folder, "edge.db"));
        for (int again = 0; again < 2; again++)
        {
            // ON CONFLICT ROLLBACK ends the transaction within SQLite (sqlite.org/lang_conflict.html).
            SqliteException failure = Assert.Throws<SqliteException>(() => store.Write((connection, transaction) =>
            {
                connection.Execute("INSERT INTO sealed_buckets (bucket) VALUES ('a')", transaction: transaction);
                connection.Execute("INSERT OR ROLLBACK INTO sealed_buckets (bucket) VALUES ('a')", transaction: transaction);
            }));
            Assert.Equal(19, failure.SqliteErrorCode);
            Assert.Equal(0, store.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM sealed_buckets")));
        }

        store.Write((connection, transaction) => connection.Execute("INSERT INTO sealed_buckets (bucket) VALUES ('b')", transaction: transaction));
        Assert.Equal("b", store.Read(connection => connection.ExecuteScalar<string>("SELECT bucket FROM sealed_buckets")));
    }

    /// <summary>As a COMMIT that fails: the provider has let go of its hook by then, and believes that the transaction goes on.</summary>
    [Fact]
    public void Write_EndedUnknownToTheProvider_GivesTheFirstErrorAndTheNextWorks()
    {
        using EdgeStore store = EdgeStore.Open(Path.Combine(_folder, "edge.db"));
        for (int again = 0; again < 2; again++)
        {
            Action<SqliteConnection, SqliteTransaction> failing = static (connection, transaction) =>
            {
                connection.Execute("COMMIT TRANSACTION", transaction: transaction);
                throw new IOException("the first error");
            };
            Assert.Throws<IOException>(() => store.Write(failing));
        }

        store.Write((connection, transaction) => connection.Execute("INSERT INTO sealed_buckets (bucket) VALUES ('b')", transaction: transaction));
        Assert.Equal("b", store.Read(connection => connection.ExecuteScalar<string>("SELECT bucket FROM sealed_buckets")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
