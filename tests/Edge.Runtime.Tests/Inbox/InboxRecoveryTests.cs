using Dapper;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Runtime.Tests.Inbox;

public sealed class InboxRecoveryTests : IDisposable
{
    private const string Rows =
        """
        SELECT json_array(file, sop_instance_uid, sop_class_uid, study_uid, series_uid, modality, transfer_syntax, size_bytes, calling_ae,
                         called_ae, received_at, flag) FROM instances ORDER BY file
        """;

    private const string Studies =
        "SELECT json_array(study_uid, state, calling_ae, instances, first_received_at, last_received_at) FROM studies ORDER BY study_uid";

    private readonly InboxBench _bench = new();

    [Fact]
    public void Run_RowsLostByPowerLoss_AreRestored()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Time.Advance(TimeSpan.FromSeconds(9));
        _bench.Send(Objects.Ct("1.2.4", study: "1.9"), DicomTransferSyntax.ImplicitVRLittleEndian);
        _bench.Send(Objects.Ct("1.2.5", study: null));
        IReadOnlyList<string> rows = _bench.Query<string>(Rows);
        IReadOnlyList<string> studies = _bench.Query<string>(Studies);
        _bench.Store.Write((connection, transaction) =>
            connection.Execute("DELETE FROM instances WHERE id > 1; DELETE FROM studies WHERE study_uid = '1.9'", transaction: transaction));

        _bench.Restart();
        Assert.Equal(2, _bench.Recovery.Run());
        Assert.Equal(rows, _bench.Query<string>(Rows));
        Assert.Equal(studies, _bench.Query<string>(Studies));
    }

    [Fact]
    public void Run_DatabaseLost_RebuildsTheWholeIndex()
    {
        for (int number = 0; number < 1100; number++)
        {
            _bench.Send(Objects.Ct($"1.2.{number}", pixelBytes: 10));
        }

        _bench.Send(Objects.Ct("1.2.5", pixelBytes: 12));
        IReadOnlyList<string> rows = _bench.Query<string>(Rows);
        IReadOnlyList<string> studies = _bench.Query<string>(Studies);
        _bench.RestartWithoutDatabase();
        Assert.Equal(1101, _bench.Recovery.Run());
        Assert.Equal(rows, _bench.Query<string>(Rows));
        Assert.Equal(studies, _bench.Query<string>(Studies));
        Assert.Equal(["20260102/0001", "20260102/0002"], _bench.Query<string>("SELECT bucket FROM sealed_buckets ORDER BY bucket"));
    }

    [Fact]
    public void Run_DatabaseLost_TheContentThatWasWholeFirstStaysTheFirst()
    {
        StoreReceiver slow = _bench.Inbox.Receive(InboxBench.Request(Objects.CtImage, "1.2.3"));
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100));
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        slow.Write(InboxBench.Encode(Objects.Ct("1.2.3", pixelBytes: 102), DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Equal(StoreOutcome.Success, slow.Commit());
        const string Flagged = "SELECT file FROM instances WHERE flag IS NOT NULL";
        string second = Assert.Single(_bench.Query<string>(Flagged));
        Assert.EndsWith("-000001.dcm", second, StringComparison.Ordinal);

        _bench.RestartWithoutDatabase();
        Assert.Equal(2, _bench.Recovery.Run());
        Assert.Equal([second], _bench.Query<string>(Flagged));
    }

    [Fact]
    public void Run_SealedBucket_IsNotLookedAt()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Restart();
        Assert.Equal(0, _bench.Recovery.Run());
        File.Copy(_bench.Files[0], Path.ChangeExtension(_bench.Files[0], "copy.dcm"));
        _bench.Restart();
        Assert.Equal(0, _bench.Recovery.Run());
    }

    [Fact]
    public void Run_AfterARestart_NewObjectsGetABucketOfTheirOwn()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Restart();
        _bench.Recovery.Run();
        _bench.Send(Objects.Ct("1.2.4"));
        Assert.Equal(["20260102/0001", "20260102/0002"], _bench.Query<string>("SELECT substr(file, 1, 13) FROM instances ORDER BY id"));
    }

    [Fact]
    public void Run_LeftOverParts_AreSwept()
    {
        File.WriteAllText(Path.Combine(_bench.Data.InboxPartial, "1.part"), "half");
        _bench.Recovery.Run();
        Assert.Empty(_bench.Files);
    }

    [Fact]
    public void Run_RowWithoutFile_IsFlagged()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        File.Delete(_bench.Files[0]);
        _bench.Restart();
        _bench.Recovery.Run();
        Assert.Equal(["Its file is missing from the inbox."], _bench.Flags);
    }

    [Fact]
    public void Run_DamagedFile_KeepsARowThatSaysSo()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        File.WriteAllBytes(_bench.Files[0], new byte[3000]);
        _bench.RestartWithoutDatabase();
        Assert.Equal(1, _bench.Recovery.Run());
        Assert.StartsWith("The file cannot be read: ", Assert.Single(_bench.Flags), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ObjectStoredButNotAcknowledged_TakesItsResendForADuplicate()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.RestartWithoutDatabase();
        _bench.Recovery.Run();
        _bench.Send(Objects.Ct("1.2.3"));
        Assert.Single(_bench.Files);
    }

    public void Dispose() => _bench.Dispose();
}
