using Dapper;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests;

public sealed class EdgeStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("edge-store-").FullName;

    private string Database => Path.Combine(_directory, "edge.db");

    [Fact]
    public void Write_ChangeThrows_RollsBack()
    {
        using EdgeStore store = EdgeStore.Open(Database);
        Assert.Throws<InvalidOperationException>(() => store.Write((connection, transaction) =>
        {
            connection.Execute("INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES ('1.2', 'receiving', 'CT', 1, 1, 1)", transaction: transaction);
            throw new InvalidOperationException("stop");
        }));
        Assert.Equal(0, store.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM studies")));
    }

    [Fact]
    public void Open_ExistingDatabase_KeepsRows()
    {
        using (EdgeStore first = EdgeStore.Open(Database))
        {
            first.Write((connection, transaction) => connection.Execute(
                "INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES ('1.2', 'receiving', 'CT', 1, 1, 1)", transaction: transaction));
        }

        using EdgeStore second = EdgeStore.Open(Database);
        Assert.Equal("1.2", second.Read(connection => connection.ExecuteScalar<string>("SELECT study_uid FROM studies")));
    }

    [Fact]
    public void Open_NewerSchema_RefusesWithAdvice()
    {
        using (EdgeStore store = EdgeStore.Open(Database))
        {
            store.Write((connection, transaction) => connection.Execute("PRAGMA user_version = 99", transaction: transaction));
        }

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => EdgeStore.Open(Database));
        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDatabase_RefusesWithAdvice()
    {
        File.WriteAllText(Database, new string('x', 4096));
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => EdgeStore.Open(Database));
        Assert.Contains("edgectl inbox reindex", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteSoon_ReadersSeeItAtOnce()
    {
        using EdgeStore store = EdgeStore.Open(Database);
        long before = store.Changes;
        store.WriteSoon((connection, transaction) =>
            connection.Execute("INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES ('1.2', 'receiving', 'CT', 1, 1, 1)", transaction: transaction));
        Assert.Equal(1, store.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM studies")));
        Assert.Equal(before + 1, store.Changes);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
