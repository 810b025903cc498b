using Dapper;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>A unit that is held neither starts, nor brings in what runs already, nor loses its place when it is let go.</summary>
public sealed class HeldUnitTests : IDisposable
{
    private const string Sop = "1.2.840.99.1.1.1";
    private const string Series = "1.2.840.99.1.1";

    private readonly TestAppliance _appliance = new(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    public HeldUnitTests()
    {
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Recover();
        _appliance.Receive(Sop, Series);
        _appliance.CompleteAndPlan();
    }

    [Fact]
    public void Hold_QueuedJob_IsNotLeasedUntilLetGo()
    {
        Hold();
        Assert.Null(_appliance.Get<JobLeases>().Lease());
        Assert.Null(_appliance.Get<JobLeases>().NextIn());
        Assert.Equal("held", Assert.Single(_appliance.Detail().Summary.Units).State);

        LetGo();
        Assert.NotNull(_appliance.Get<JobLeases>().Lease());
    }

    [Fact]
    public void Hold_RunningJob_BringsNothingInAndRunsAgainOnceLetGo()
    {
        JobLease running = _appliance.Get<JobLeases>().Lease()!;
        Hold();
        Assert.Null(Commit(running));
        _appliance.Get<JobLeases>().GiveBack(running.Identity, "It ended.", TimeSpan.Zero, died: true);
        Assert.Equal(0, _appliance.Scalar<long>("SELECT count(*) FROM results"));
        Assert.Equal(0, _appliance.Scalar<long>("SELECT deaths FROM jobs"));

        LetGo();
        JobLease again = _appliance.Get<JobLeases>().Lease()!;
        Assert.NotNull(Commit(again));
        Assert.Equal("done", Assert.Single(_appliance.Detail().Summary.Units).State);
    }

    [Fact]
    public void Hold_UnitWithResult_ShowsItSupersededAndKeepsItFromTheOutboxAlsoAfterTheIndexWasLost()
    {
        Commit(_appliance.Get<JobLeases>().Lease()!);
        Assert.Null(Assert.Single(_appliance.Get<ResultQueries>().List(10)).Superseded);
        Hold();
        Assert.Equal(UnitHold.Reason, Assert.Single(_appliance.Get<ResultQueries>().List(10)).Superseded);
        Assert.Equal("set-aside", _appliance.Scalar<string>("SELECT state FROM outbox"));

        // A late object of the same series: the new revision is held too.
        _appliance.Receive("1.2.840.99.1.1.2", Series);
        _appliance.CompleteAndPlan();
        Assert.Null(_appliance.Get<JobLeases>().Lease());
        Assert.Equal((2, "held"), _appliance.Detail().Summary.Units.Select(unit => (unit.Revision, unit.State)).Single());
    }

    [Fact]
    public void Hold_ReplacedRevisionWhoseResultWaits_IsNotSentUntilLetGo()
    {
        Commit(_appliance.Get<JobLeases>().Lease()!);
        _appliance.Receive("1.2.840.99.1.1.2", Series);
        _appliance.CompleteAndPlan();
        Commit(_appliance.Get<JobLeases>().Lease()!);
        Assert.Equal(2, _appliance.Scalar<long>("SELECT count(*) FROM outbox WHERE state = 'waiting'"));

        Hold();
        Assert.Equal(0, _appliance.Scalar<long>("SELECT count(*) FROM outbox WHERE state = 'waiting'"));
        Assert.All(_appliance.Get<ResultQueries>().List(10), result => Assert.Equal(UnitHold.Reason, result.Superseded));

        LetGo();
        Assert.Equal(2, _appliance.Scalar<long>("SELECT count(*) FROM outbox WHERE state = 'waiting'"));
    }

    [Fact]
    public void Recover_AfterResultsWereAdopted_HoldsTheirUnitsAgain()
    {
        Commit(_appliance.Get<JobLeases>().Lease()!);
        _appliance.Restart(loseDatabase: true);
        _appliance.Index(Sop, Series, "CT", TestAppliance.Study, "SCANNER", "20260102/0001/00000001.dcm");
        Flag();
        _appliance.Recover();
        Assert.Equal("held", Assert.Single(_appliance.Detail().Summary.Units).State);
        Assert.Equal(UnitHold.Reason, Assert.Single(_appliance.Get<ResultQueries>().List(10)).Superseded);
    }

    public void Dispose() => _appliance.Dispose();

    private ResultDocument? Commit(JobLease lease)
    {
        string scratch = Path.Combine(_appliance.Data.Scratch, $"{lease.Identity.JobId}-{lease.Identity.FencingToken}");
        return _appliance.Get<ResultCommit>().Commit(lease.Identity, WrittenResult.Write(scratch, lease, _appliance.Get<JobMessageMaker>()), "done");
    }

    /// <summary>Another content of the same object, of another study, as the inbox flags it.</summary>
    private void Flag() => _appliance.Store.Write((connection, transaction) => connection.Execute(
        """
        INSERT INTO instances (file, sop_instance_uid, sop_class_uid, study_uid, series_uid, transfer_syntax, size_bytes, calling_ae, called_ae, received_at, flag)
        VALUES ('20260102/0001/other.dcm', @Sop, '1', '1.2.9', '1.2.9.1', '1', 1, 'A', 'B', 1, @Flag)
        """,
        new { Sop, UnitHold.Flag },
        transaction));

    private void Hold()
    {
        Flag();
        _appliance.Store.Write((_, transaction) => UnitHold.RefreshAround(transaction, Sop));
    }

    private void LetGo() => _appliance.Store.Write((connection, transaction) =>
    {
        connection.Execute("UPDATE instances SET flag = 'chosen' WHERE flag IS NOT NULL", transaction: transaction);
        UnitHold.RefreshAround(transaction, Sop);
    });
}
