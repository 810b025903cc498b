using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>Objects whose file went missing or cannot be read, and what brings them back.</summary>
public sealed class LostFilesTests : IDisposable
{
    private readonly InboxBench _bench = new();

    [Fact]
    public void SentAgain_AfterItsFileWentMissing_IsRouted()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        File.Delete(_bench.Files[0]);
        Restart();
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3")));
        Assert.Equal([LostFiles.Missing, ""], _bench.Flags);
        Assert.Single(_bench.Files);
    }

    [Fact]
    public void SentAgain_WhileRunningWithoutItsFile_IsRoutedInItsPlace()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        Restart();
        Assert.Equal(["20260102/0001"], Sealed);
        File.Delete(_bench.Files[0]);
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3")));
        Assert.Equal([LostFiles.Missing, ""], _bench.Flags);
        Assert.Empty(Sealed);
    }

    [Fact]
    public void SentAgain_StoredCopyIsNoDicomFileAnyMore_IsRoutedInItsPlace()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        File.WriteAllBytes(_bench.Files[0], new byte[3000]);
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3")));
        Assert.Equal([LostFiles.Unreadable, ""], _bench.Flags);
    }

    [Fact]
    public void Run_FileMissing_LeavesItsBucketUnsealed()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        File.Delete(_bench.Files[0]);
        Restart();
        Assert.Empty(Sealed);
    }

    [Fact]
    public void Run_MissingFileIsBack_ClearsItsFlagAndOpensItsStudy()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        string file = _bench.Files[0];
        byte[] kept = File.ReadAllBytes(file);
        File.Delete(file);
        Restart();
        _bench.Store.Write((connection, transaction) => Dapper.SqlMapper.Execute(
            connection, "UPDATE studies SET state = 'complete', complete_at = 1, complete_reason = 'quiet'", transaction: transaction));

        File.WriteAllBytes(file, kept);
        Restart();
        Assert.Equal([""], _bench.Flags);
        Assert.Equal(["receiving 1"], _bench.Query<string>("SELECT state || ' ' || instances FROM studies WHERE complete_at IS NULL"));
        Assert.Equal(["20260102/0001"], Sealed);
    }

    [Fact]
    public void Run_MissingFileIsBackAfterItWasSentAgain_KeepsTheNewOneInUse()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        string file = _bench.Files[0];
        byte[] kept = File.ReadAllBytes(file);
        File.Delete(file);
        Restart();
        _bench.Send(Objects.Ct("1.2.3"));
        File.WriteAllBytes(file, kept);
        Restart();
        Assert.Equal([LostFiles.Superseded, ""], _bench.Flags);
    }

    /// <summary>A link to itself is listed, and opening it fails with ELOOP, for root too.</summary>
    [Fact]
    public void Run_OneFileCannotBeRead_RecoversTheOthersAndTriesAgain()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Send(Objects.Ct("1.2.4"));
        string file = _bench.Files[0];
        byte[] kept = File.ReadAllBytes(file);
        File.Delete(file);
        File.CreateSymbolicLink(file, file);
        _bench.RestartWithoutDatabase();
        Assert.Equal(2, _bench.Recovery.Run());
        Assert.Equal([LostFiles.Unreadable, ""], _bench.Query<string>("SELECT coalesce(flag, '') FROM instances ORDER BY file"));
        Assert.Equal(FaultCatalogue.ObjectsDamaged.Code, Assert.Single(_bench.Faults.Current).Code);
        Assert.Empty(Sealed);

        File.Delete(file);
        File.WriteAllBytes(file, kept);
        Restart();
        Assert.Equal(["1.2.3", "1.2.4"], _bench.Query<string>("SELECT sop_instance_uid FROM instances WHERE flag IS NULL ORDER BY file"));
        Assert.Equal([2L], _bench.Query<long>("SELECT instances FROM studies"));
        Assert.Equal(["20260102/0001"], Sealed);
    }

    [Fact]
    public void Run_FoldersThatAreNotOurs_AreNotLookedInto()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        Directory.CreateDirectory(Path.Combine(_bench.Data.Inbox, "lost+found", "#1234"));
        Directory.CreateDirectory(Path.Combine(_bench.Data.Inbox, "20260102", "copy"));
        Restart();
        Assert.Equal(["20260102/0001"], Sealed);
    }

    public void Dispose() => _bench.Dispose();

    private IReadOnlyList<string> Sealed => _bench.Query<string>("SELECT bucket FROM sealed_buckets ORDER BY bucket");

    private void Restart()
    {
        _bench.Restart();
        _bench.Recovery.Run();
    }
}
