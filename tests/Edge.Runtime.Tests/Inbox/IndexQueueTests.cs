using Dapper;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Inbox;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>Rows that are written behind the answer.</summary>
public sealed class IndexQueueTests : IDisposable
{
    private readonly InboxBench _bench = new();

    [Fact]
    public void Read_RowWaits_SeesIt()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        Assert.Equal(0, Written());
        Assert.Equal([""], _bench.Flags);
        Assert.Equal(1, Written());
    }

    [Fact]
    public void Write_RowWaits_ChangesItToo()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        Assert.Equal(1, _bench.Store.Write((connection, transaction) =>
            connection.Execute("UPDATE studies SET state = 'complete'", transaction: transaction)));
    }

    [Fact]
    public void Commit_OtherContentWhileTheFirstRowWaits_IsFlagged()
    {
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100));
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 102));
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100));
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 102));
        Assert.Equal(0, Written());
        Assert.Equal(["", ObjectHeader.OtherContent], _bench.Flags);
    }

    [Fact]
    public void Run_KilledBeforeTheRowsWereWritten_AddsThem()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Send(Objects.Ct("1.2.4"));
        _bench.Kill();
        Assert.Empty(_bench.Flags);
        Assert.Equal(2, _bench.Recovery.Run());
        Assert.Equal(["", ""], _bench.Flags);
        Assert.Equal([2L], _bench.Query<long>("SELECT instances FROM studies"));
    }

    [Fact]
    public void MakeRoom_AsManyWaitAsMay_WritesThem()
    {
        var bucket = new InboxBucket("20260102/0009", "/nowhere");
        for (int number = 0; number < IndexQueue.MaxRows; number++)
        {
            _bench.Queue.MakeRoom();
            bucket.Open++;
            _bench.Queue.AddSoon(Row($"1.2.{number}", $"{bucket.Name}/{number}.dcm"), bucket);
        }

        Assert.Equal(0, Written());
        _bench.Queue.MakeRoom();
        Assert.Equal(IndexQueue.MaxRows, Written());
        Assert.Equal(0, bucket.Open);
    }

    [Fact]
    public void Commit_IndexCannotBeWritten_IsRefusedA700UntilItCan()
    {
        // SQLITE_FULL as on a full disk, for the connection that writes the index.
        _bench.Store.WriteSoon((connection, _) => connection.Execute("PRAGMA max_page_count = 1"));
        int stored = 0;
        while (_bench.Send(Objects.Ct($"1.2.{stored}", pixelBytes: 2)).Status == DicomStatus.Success)
        {
            stored++;
            Assert.InRange(stored, 0, 10_000);
            _ = Record.Exception(_bench.Queue.WritePending);
        }

        Assert.Equal(0xA700, _bench.Send(Objects.Ct("1.3.1")).Status.Code);
        Assert.Equal(stored, _bench.Files.Count);
        Assert.InRange(Written(), 0, stored - 1);
        Assert.True(_bench.Queue.IsStalled);

        _bench.Store.WriteSoon((connection, _) => connection.Execute("PRAGMA max_page_count = 1000000"));
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.3.1")));
        Assert.Equal(stored + 1, _bench.Flags.Count);
        Assert.False(_bench.Queue.IsStalled);
    }

    public void Dispose() => _bench.Dispose();

    private static StoredObject Row(string sop, string file) => new(
        file,
        new ReceptionRecord(Objects.CtImage, sop, DicomTransferSyntax.ExplicitVRLittleEndian, "SCANNER", "EDGE", "", DateTimeOffset.UnixEpoch),
        new ObjectHeader("1.2.1", "1.2.1.1", "CT", null),
        100);

    /// <summary>Rows in the database, without having those that wait written.</summary>
    private long Written()
    {
        using SqliteConnection connection = _bench.Store.OpenReader();
        return connection.ExecuteScalar<long>("SELECT count(*) FROM instances");
    }
}
