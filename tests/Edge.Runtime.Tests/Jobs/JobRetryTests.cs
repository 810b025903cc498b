using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>What an operator can have tried again, and that it makes no second result of one revision.</summary>
public sealed class JobRetryTests : IDisposable
{
    private readonly TestAppliance _appliance = new(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    public JobRetryTests()
    {
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Receive("1.1");
        _appliance.Receive("1.2", series: "1.2.840.99.1.2", modality: "US");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
    }

    private UnitSummary Unit => _appliance.Detail().Summary.Units.Single(unit => unit.Model is not null);

    [Fact]
    public void Retry_Quarantined_RunsAsARevisionThatNamesTheOneBefore()
    {
        JobLease failed = Lease();
        _appliance.Get<Quarantine>().SetAside(failed, Path.Combine(_appliance.Data.Scratch, "1"));
        Assert.Contains(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "jobs-quarantined");

        long? runs = Retry(failed.Identity.JobId, out string? problem);
        Assert.Null(problem);
        Assert.Equal(("queued", 2), (Unit.State, Unit.Revision));
        Assert.DoesNotContain(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "jobs-quarantined");

        JobLease again = Lease();
        Assert.Equal(runs, again.Identity.JobId);
        Assert.NotEqual(failed.Identity.ResultId, again.Identity.ResultId);
        Assert.Equal(failed.Identity.ResultId, again.Replaces?.ResultId);
        Assert.Equal(failed.Unit.Instances, again.Unit.Instances);
        Commit(again);
        Assert.Equal((ResultOutcome.Completed, "done"), (Unit.Outcome!.Value, Unit.State));
        Assert.Equal(2, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    [Fact]
    public void Retry_Twice_MakesOneSuccessor()
    {
        JobLease failed = Lease();
        _appliance.Get<Quarantine>().SetAside(failed, Path.Combine(_appliance.Data.Scratch, "1"));
        long? runs = Retry(failed.Identity.JobId, out _);
        Assert.Null(Retry(failed.Identity.JobId, out string? problem));
        Assert.Contains("was replaced", problem, StringComparison.Ordinal);
        Assert.Equal(runs, Retry(runs!.Value, out _));
        Assert.Equal(2, _appliance.Scalar<long>("SELECT count(*) FROM jobs"));
    }

    [Fact]
    public void Retry_PlannedAgain_StaysAsItIs()
    {
        JobLease failed = Lease();
        _appliance.Get<Quarantine>().SetAside(failed, Path.Combine(_appliance.Data.Scratch, "1"));
        Retry(failed.Identity.JobId, out _);
        _appliance.CompleteAndPlan();
        Assert.Equal(2, _appliance.Scalar<long>("SELECT count(*) FROM jobs"));
        Assert.Equal(2, Unit.Revision);
    }

    [Fact]
    public void Retry_Completed_IsRefused()
    {
        JobLease lease = Lease();
        Commit(lease);
        Assert.Null(Retry(lease.Identity.JobId, out string? problem));
        Assert.Contains("did not fail", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_Running_IsRefused()
    {
        Assert.Null(Retry(Lease().Identity.JobId, out string? problem));
        Assert.Contains("is running", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_Waiting_RunsNow()
    {
        JobLease lease = Lease();
        _appliance.Get<JobLeases>().GiveBack(lease.Identity, "later", TimeSpan.FromMinutes(1), died: false);
        Assert.Null(_appliance.Get<JobLeases>().Lease());
        Assert.Equal(lease.Identity.JobId, Retry(lease.Identity.JobId, out _));
        Assert.Equal(lease.Identity.JobId, Lease().Identity.JobId);
    }

    [Fact]
    public void Retry_NoSuchJob_SaysSo()
    {
        Assert.Null(Retry(99, out string? problem));
        Assert.Equal("There is no job 99. edgectl job list shows what there is.", problem);
    }

    public void Dispose() => _appliance.Dispose();

    private long? Retry(long job, out string? problem) => _appliance.Get<JobRetry>().Retry(job, out problem);

    private JobLease Lease()
    {
        JobLease? lease = _appliance.Get<JobLeases>().Lease();
        Assert.NotNull(lease);
        return lease;
    }

    private void Commit(JobLease lease) => _appliance.Get<ResultCommit>().Commit(
        lease.Identity,
        WrittenResult.Write(Path.Combine(_appliance.Data.Scratch, "result"), lease, _appliance.Get<JobMessageMaker>()),
        "done");
}
