using Dapper;
using Edge.Contracts;
using Edge.Runtime.Host;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Tests.Host;

public sealed class ReindexCommandTests : IDisposable
{
    private const string AddStudy =
        "INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES ('1.2', 'receiving', 'CT', 1, 1, 1)";

    private readonly DataDirectory _data = new(Directory.CreateTempSubdirectory("edge-reindex-").FullName);
    private readonly ManualTime _time = new();

    public ReindexCommandTests() => DataFolders.Prepare(_data);

    [Fact]
    public void Run_Twice_KeepsTheFirstOriginal()
    {
        File.WriteAllText(_data.Database, "The only original.");
        ReindexCommand.Run(_data, _time);
        ReindexCommand.Run(_data, _time);
        string[] aside = [.. Directory.GetFiles(_data.Root, "edge.db.before-reindex-*").Order(StringComparer.Ordinal)];
        Assert.Equal(["edge.db.before-reindex-20260102T030405Z", "edge.db.before-reindex-20260102T030405Z-2"], aside.Select(Path.GetFileName));
        Assert.Equal("The only original.", File.ReadAllText(aside[0]));
    }

    /// <summary>As after a kill of the runtime: the study is in the log only.</summary>
    [Fact]
    public void Run_DatabaseWithALog_SetsBothAsideAsAPair()
    {
        LeaveALog();
        ReindexCommand.Run(_data, _time);
        Assert.Equal(["1.2"], Studies(_data.Database + ".before-reindex-20260102T030405Z"));
        Assert.Empty(Studies(_data.Database));
    }

    /// <summary>As after a kill between the rename of the database and the removal of its log.</summary>
    [Fact]
    public void Open_OldLogWithoutItsDatabase_StartsEmpty()
    {
        LeaveALog();
        File.Delete(_data.Database);
        EdgeStore.Open(_data.Database).Dispose();
        Assert.Empty(Studies(_data.Database));
    }

    public void Dispose() => Directory.Delete(_data.Root, recursive: true);

    private void LeaveALog()
    {
        string live = Path.Combine(_data.Root, "live.db");
        using EdgeStore store = EdgeStore.Open(live);
        store.Write((connection, transaction) => connection.Execute(AddStudy, transaction: transaction));
        File.Copy(live, _data.Database);
        File.Copy(live + "-wal", _data.Database + "-wal");
    }

    private static List<string> Studies(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        return connection.Query<string>("SELECT study_uid FROM studies").AsList();
    }
}
