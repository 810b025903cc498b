using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Store;

public sealed class DatabaseCheckTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly DataDirectory _data = new(Directory.CreateTempSubdirectory("edge-damage-").FullName);
    private readonly ManualTime _time = new();
    private readonly FaultBoard _faults;

    public DatabaseCheckTests() => _faults = new FaultBoard(_time, NullLogger<FaultBoard>.Instance);

    [Fact]
    public void Look_PageOverwritten_ShowsWhatSqliteSays_AndClearsWhenItIsWhole()
    {
        Fill();
        byte[] whole = File.ReadAllBytes(_data.Database);
        byte[] damaged = [.. whole];
        damaged.AsSpan(damaged.Length - (20 * PageBytes), 15 * PageBytes).Fill(0xA5);
        File.WriteAllBytes(_data.Database, damaged);
        using (EdgeStore store = EdgeStore.Open(_data.Database))
        {
            var check = new DatabaseCheck(store, _faults, _time);
            check.Look();
            FaultView fault = Assert.Single(_faults.Current);
            Assert.Equal("database-damaged", fault.Code);
            Assert.Contains("edgectl inbox reindex", fault.Action, StringComparison.Ordinal);
            SqliteException met = Assert.Throws<SqliteException>(() => store.Read(connection => connection.Query<string>("SELECT file FROM instances ORDER BY file DESC").AsList()));
            Assert.True(DiskTrouble.IsDisk(met));
            Assert.NotNull(store.Damage);
        }

        File.WriteAllBytes(_data.Database, whole);
        using EdgeStore mended = EdgeStore.Open(_data.Database);
        new DatabaseCheck(mended, _faults, _time).Look();
        Assert.Empty(_faults.Current);
    }

    [Fact]
    public void Look_Whole_IsNotReadAgainForADay()
    {
        Fill();
        using EdgeStore store = EdgeStore.Open(_data.Database);
        var check = new DatabaseCheck(store, _faults, _time);
        check.Look();
        store.Damage = "somebody met it";
        check.Look();
        Assert.Null(store.Damage);
        Assert.Empty(_faults.Current);
    }

    public void Dispose()
    {
        _faults.Dispose();
        Directory.Delete(_data.Root, recursive: true);
    }

    private void Fill()
    {
        using EdgeStore store = EdgeStore.Open(_data.Database);
        store.Write((connection, transaction) =>
        {
            for (int index = 0; index < 2000; index++)
            {
                connection.Execute(
                    """
                    INSERT INTO instances (file, sop_instance_uid, sop_class_uid, study_uid, series_uid, transfer_syntax, size_bytes, calling_ae, called_ae, received_at)
                    VALUES (@file, @file, '1', '1', '1', '1', 1, 'CT', 'EDGE', 0)
                    """,
                    new { file = $"20260102/0001/{index:D8}-0123456789012345678901234567890123456789.dcm" },
                    transaction);
            }
        });
        store.Write((connection, _) => connection.ExecuteScalar<long>("SELECT 1"));
    }
}
