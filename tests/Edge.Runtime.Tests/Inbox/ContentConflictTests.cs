using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>Other content under one UID: what holds a unit, and what an operator's choice makes of it.</summary>
public sealed class ContentConflictTests : IDisposable
{
    private readonly InboxBench _bench = new();

    [Theory]
    [InlineData("00100010", "DOE^JANE", "DOE^JOHN", true)]
    [InlineData("00100010", "DOE^JANE", "DOE^JANE^^", false)]
    [InlineData("00100020", "ID1", "ID2", true)]
    [InlineData("00100020", "ID1", null, true)]
    [InlineData("00100020", "", null, false)]
    [InlineData("00100021", "A", "B", true)]
    [InlineData("00100030", "19700101", "19700102", true)]
    [InlineData("00100040", "F", "M", true)]
    [InlineData("00200060", "L", "R", true)]
    [InlineData("00200062", "L", "R", true)]
    [InlineData("00081030", "HEAD", "CHEST", false)]
    public void Commit_OtherContent_HoldsWherePatientOrSideDiffers(string tag, string first, string? second, bool held)
    {
        _bench.Send(With(tag, first, 100));
        Assert.Equal(StoreOutcome.Success, _bench.Send(With(tag, second, 102)));
        Assert.Equal(["", held ? UnitHold.Flag : ObjectHeader.OtherContent], _bench.Flags);
        Assert.Equal(held, _bench.Faults.IsRaised(FaultCatalogue.ContentConflict));
    }

    [Fact]
    public void Commit_FrameLateralityChangesWithinAFunctionalGroup_Holds()
    {
        _bench.Send(Frames("R", "R"));
        _bench.Send(Frames("R", "R", "R"));
        Assert.Equal(["", ObjectHeader.OtherContent], _bench.Flags);
        _bench.Send(Frames("R", "L"));
        Assert.Equal(UnitHold.Flag, _bench.Flags[2]);
    }

    [Fact]
    public void Commit_OtherPatient_HoldsTheUnitTakesItsJobBackAndSetsItsResultAside()
    {
        _bench.Send(With("00100020", "ID1", 100));
        AddUnit("leased");
        AddUnit("done", "1.2.9.9");
        _bench.Send(With("00100020", "ID2", 102));
        Assert.Equal(["1 queued 2"], _bench.Query<string>("SELECT u.held || ' ' || j.state || ' ' || j.fencing_token FROM units u JOIN jobs j ON j.unit_id = u.id WHERE u.series_uid = '1.2.1.1'"));
        Assert.Equal(["0 waiting"], _bench.Query<string>("SELECT u.held || ' ' || o.state FROM outbox o JOIN jobs j ON j.result_id = o.result_id JOIN units u ON u.id = j.unit_id"));
    }

    [Fact]
    public void Keep_TheContentInUse_GivesTheResultBackAndRunsNothing()
    {
        _bench.Send(With("00100020", "ID1", 100));
        AddUnit("done");
        _bench.Send(With("00100020", "ID2", 102));
        Assert.Equal(["1 1 set-aside"], UnitAndOutbox);

        Assert.Null(Keep(0));
        Assert.Equal(["1 0 waiting"], UnitAndOutbox);
        Assert.Equal(["", ObjectHeader.NotChosen], _bench.Flags);
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.ContentConflict));
    }

    [Fact]
    public void Keep_TheOtherContent_RetiresTheUnitAndHasTheStudyRoutedAgain()
    {
        _bench.Send(With("00100020", "ID1", 100));
        AddUnit("done");
        _bench.Send(With("00100020", "ID2", 102));
        _bench.Store.Write((connection, transaction) => connection.Execute("UPDATE studies SET state = 'complete', complete_at = 1, routed_at = 1", transaction: transaction));

        Assert.Null(Keep(1));
        Assert.Equal(["0 0 set-aside"], UnitAndOutbox);
        Assert.Equal([ObjectHeader.NotChosen, ""], _bench.Flags);
        Assert.Equal([1L], _bench.Query<long>("SELECT count(*) FROM studies WHERE state = 'complete' AND routed_at IS NULL"));

        // Neither content is taken for new again.
        _bench.Send(With("00100020", "ID1", 100));
        _bench.Send(With("00100020", "ID2", 102), DicomTransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal(2, _bench.Flags.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Keep_SurvivesTheLossOfTheIndex(int chosen)
    {
        _bench.Send(With("00100020", "ID1", 100));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        _bench.Send(With("00100020", "ID2", 102));
        Assert.Null(Keep(1 - chosen));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(Keep(chosen));
        IReadOnlyList<string> flags = _bench.Flags;
        _bench.RestartWithoutDatabase();
        _bench.Recovery.Run();
        Assert.Equal(flags, _bench.Query<string>("SELECT coalesce(flag, '') FROM instances ORDER BY received_at"));
        Assert.Equal("", flags[chosen]);
    }

    [Fact]
    public void Run_WithoutDatabaseAndWithoutChoice_HoldsAgain()
    {
        _bench.Send(With("00100020", "ID1", 100));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        _bench.Send(With("00100020", "ID2", 102));
        _bench.RestartWithoutDatabase();
        _bench.Faults.Clear(FaultCatalogue.ContentConflict);
        _bench.Recovery.Run();
        Assert.Equal(["", UnitHold.Flag], _bench.Query<string>("SELECT coalesce(flag, '') FROM instances ORDER BY received_at"));
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.ContentConflict));
    }

    [Fact]
    public void Mark_HeldObjectIsGone_GoesOnHoldingUntilAnOperatorChooses()
    {
        _bench.Send(With("00100020", "ID1", 100));
        AddUnit("done");
        _bench.Send(With("00100020", "ID2", 102));
        string other = _bench.Query<string>("SELECT file FROM instances ORDER BY id")[1];
        string path = Path.Combine(_bench.Data.Inbox, other);
        File.Move(path, path + ".away");
        new LostFiles(_bench.Store).Mark(other, LostFiles.Missing);
        Assert.Equal(["", UnitHold.LostFlag], _bench.Flags);
        _bench.Store.Write((_, transaction) => UnitHold.RefreshAround(transaction, "1.2.3"));
        Assert.Equal(["1 1 set-aside"], UnitAndOutbox);
        Assert.Equal("held", Assert.Single(_bench.Conflicts.List(all: false)).State);
        ContentConflict.Report(_bench.Store, _bench.Faults);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.ContentConflict));

        File.Move(path + ".away", path);
        _bench.Restart();
        _bench.Recovery.Run();
        Assert.Equal(["", UnitHold.Flag], _bench.Flags);

        new LostFiles(_bench.Store).Mark(other, LostFiles.Missing);
        Assert.Null(Keep(0));
        Assert.Equal(["", LostFiles.Missing], _bench.Flags);
        Assert.Equal(["1 0 waiting"], UnitAndOutbox);
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.ContentConflict));
    }

    [Fact]
    public void Keep_ThenChangedBack_SendsWhatWasPassedOverOnlyWhenItsUnitIsCurrentAgain()
    {
        _bench.Send(With("00100020", "ID1", 100));
        AddUnit("done");
        _bench.Send(With("00100020", "ID2", 102));
        Assert.Null(Keep(1));
        Assert.Equal(["0 0 set-aside"], UnitAndOutbox);
        Assert.Equal([UnitHold.PassedOver], _bench.Query<string>("SELECT reason FROM outbox"));
        Assert.Null(Keep(0));
        Assert.Equal(["0 0 set-aside"], UnitAndOutbox);
        _bench.Store.Write((connection, transaction) =>
        {
            connection.Execute("UPDATE units SET current = 1", transaction: transaction);
            UnitHold.Refresh(transaction, "1.2.1");
        });
        Assert.Equal(["1 0 waiting"], UnitAndOutbox);
    }

    [Fact]
    public void Keep_WrongFile_IsRefused()
    {
        _bench.Send(With("00100020", "ID1", 100));
        Assert.Contains("No object", _bench.Choice.Keep("1.2.3", "../../etc/passwd", "user 0"), StringComparison.Ordinal);
        Assert.Null(_bench.Conflicts.Find("1.2.3"));
    }

    [Fact]
    public void Find_Conflict_ShowsWhatDiffers()
    {
        _bench.Send(With("00100020", "ID1", 100));
        _bench.Send(With("00100020", "ID2", 100));
        ConflictDetail detail = _bench.Conflicts.Find("1.2.3")!;
        AttributeDifference difference = Assert.Single(detail.Differences);
        Assert.Equal(("(0010,0020)", "PatientID"), (difference.Tag, difference.Keyword));
        Assert.Equal(["ID1", "ID2"], difference.Values);
        Assert.Equal(("held", 2), (detail.Conflict.State, detail.Conflict.Contents.Count));
        Assert.Equal("1.2.3", Assert.Single(_bench.Conflicts.List(all: false)).SopInstanceUid);
        Keep(0);
        Assert.Empty(_bench.Conflicts.List(all: false));
        Assert.Equal("settled", Assert.Single(_bench.Conflicts.List(all: true)).State);
    }

    public void Dispose() => _bench.Dispose();

    private IReadOnlyList<string> UnitAndOutbox => _bench.Query<string>(
        "SELECT u.current || ' ' || u.held || ' ' || o.state FROM outbox o JOIN jobs j ON j.result_id = o.result_id JOIN units u ON u.id = j.unit_id");

    private string? Keep(int row) => _bench.Choice.Keep("1.2.3", _bench.Query<string>("SELECT file FROM instances ORDER BY id")[row], "user 0");

    private void AddUnit(string jobState, string series = "1.2.1.1") => _bench.Store.Write((connection, transaction) =>
    {
        connection.Execute(
            """
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, revision, current, content, created_at) VALUES ('1.2.1', 'series', @series, '', 1, 1, 'c', 1);
            INSERT INTO jobs (unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
            VALUES (last_insert_rowid(), 'm', '1', 'd', 'r' || @series, @jobState, 1, 1, 0, 0, 1);
            """,
            new { series, jobState },
            transaction);
        if (jobState == "done")
        {
            connection.Execute(
                """
                INSERT INTO results (result_id, job_id, outcome, committed_at, document) VALUES ('r' || @series, last_insert_rowid(), 'completed', 1, '{}');
                INSERT INTO outbox (destination, result_id, payload, state, attempts, not_before, created_at) VALUES ('mqtt:results', 'r' || @series, '{}', 'waiting', 0, 0, 1);
                """,
                new { series },
                transaction);
        }
    });

    private static DicomDataset With(string tag, string? value, int pixelBytes)
    {
        DicomDataset dataset = Objects.Ct("1.2.3", pixelBytes: pixelBytes);
        if (value is not null)
        {
            dataset.Set(new DicomTag(Convert.ToUInt16(tag[..4], 16), Convert.ToUInt16(tag[4..], 16)), value);
        }

        return dataset;
    }

    private static DicomDataset Frames(params string[] sides)
    {
        DicomDataset dataset = Objects.Ct("1.2.3");
        dataset.Set(DicomTag.PerFrameFunctionalGroupsSequence, [.. sides.Select(Frame)]);
        return dataset;
    }

    private static DicomDataset Frame(string side)
    {
        var anatomy = new DicomDataset();
        anatomy.Set(DicomTag.FrameLaterality, side);
        var frame = new DicomDataset();
        frame.Set(DicomTag.FrameAnatomySequence, anatomy);
        return frame;
    }
}
