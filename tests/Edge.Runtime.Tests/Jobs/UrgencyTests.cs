using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Jobs;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>In what order jobs run.</summary>
public sealed class UrgencyTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;

    public UrgencyTests()
    {
        _appliance = new TestAppliance(
            _time,
            null,
            TestAppliance.Route("ct", "double", "Modality", "CT"),
            TestAppliance.Route("head", "double", "Modality", "MR") with { Urgency = JobUrgency.Stat });
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Recover();
    }

    [Theory]
    [InlineData("STAT", "20260102", "stat")]
    [InlineData("HIGH", "20260102", "stat")]
    [InlineData("ROUTINE", "20200102", "routine")]
    [InlineData("MEDIUM", "20260102", "routine")]
    [InlineData("LOW", "20260102", "backfill")]
    [InlineData(null, "20260102", "routine")]
    [InlineData(null, "20251228", "backfill")]
    [InlineData(null, null, "routine")]
    public void Plan_AsTheObjectsSay(string? priority, string? acquired, string urgency)
    {
        // The clock stands at 2 January 2026, 03:04.
        Receive("1.2.1", "CT", priority, acquired);
        Assert.Equal(urgency, Name(Assert.Single(Jobs()).Urgency));
    }

    [Fact]
    public void Plan_AsTheRouteSays_WhateverTheObjectsSay()
    {
        Receive("1.2.1", "MR", "LOW", "20200101");
        Assert.Equal(JobUrgency.Stat, Assert.Single(Jobs()).Urgency);
    }

    [Fact]
    public void Lease_UrgentBeforeRoutineBeforeBackfill()
    {
        Receive("1.2.1", "CT", "LOW", null);
        Receive("1.2.2", "CT", "ROUTINE", null);
        Receive("1.2.3", "CT", "STAT", null);
        Receive("1.2.4", "CT", "STAT", null);
        Assert.Equal(["1.2.3", "1.2.4", "1.2.2", "1.2.1"], LeaseAll());
    }

    [Fact]
    public void Lease_WhatWaitedItsTime_ComesToItsTurnHoweverMuchUrgentWorkThereIs()
    {
        Receive("1.2.1", "CT", "LOW", null);
        _time.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Receive("1.2.2", "CT", "ROUTINE", null);
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Receive("1.2.3", "CT", "STAT", null);
        _time.Advance(TimeSpan.FromSeconds(10));
        Receive("1.2.4", "CT", "STAT", null);
        Assert.Equal(["1.2.3", "1.2.2", "1.2.1", "1.2.4"], LeaseAll());
    }

    [Fact]
    public void GiveBack_Died_GoesAfterOthersOfItsKind()
    {
        Receive("1.2.1", "CT", "STAT", null);
        Receive("1.2.2", "CT", "STAT", null);
        Receive("1.2.3", "CT", "ROUTINE", null);
        JobLeases leases = _appliance.Get<JobLeases>();
        _time.Advance(TimeSpan.FromSeconds(1));
        leases.GiveBack(leases.Lease()!.Identity, "It ended.", TimeSpan.Zero, died: true);
        Assert.Equal(["1.2.2", "1.2.1", "1.2.3"], LeaseAll());
    }

    [Fact]
    public void GiveBack_Interrupted_GoesAfterOthersOfItsKind()
    {
        Receive("1.2.1", "CT", "STAT", null);
        Receive("1.2.2", "CT", "STAT", null);
        JobLeases leases = _appliance.Get<JobLeases>();
        _time.Advance(TimeSpan.FromSeconds(1));
        leases.GiveBack(leases.Lease()!.Identity, "The disk was full.", TimeSpan.Zero, died: false, yields: true);
        Assert.Equal(["1.2.2", "1.2.1"], LeaseAll());
        Assert.Equal(0, _appliance.Scalar<long>("SELECT sum(deaths + failures) FROM jobs"));
    }

    [Fact]
    public void TakeBackAll_RanWhenTheRuntimeWentDown_GoesAfterOthersOfItsKindAndIsCounted()
    {
        Receive("1.2.1", "CT", "STAT", null);
        Receive("1.2.2", "CT", "STAT", null);
        Receive("1.2.3", "CT", "ROUTINE", null);
        JobLeases leases = _appliance.Get<JobLeases>();
        leases.Lease();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, leases.TakeBackAll());
        Assert.Equal(1, _appliance.Scalar<long>("SELECT restarts FROM jobs ORDER BY id LIMIT 1"));
        Assert.Equal(["1.2.2", "1.2.1", "1.2.3"], LeaseAll());
    }

    [Fact]
    public void Cancel_Queued_HasNoResultAndSaysWhy()
    {
        Receive("1.2.1", "CT", null, null);
        JobSummary job = Assert.Single(Jobs());
        Assert.Null(_appliance.Get<JobCancel>().Cancel(job.JobId));
        Assert.Null(_appliance.Get<JobLeases>().Lease());
        UnitSummary unit = Assert.Single(_appliance.Detail("1.2.1").Summary.Units);
        Assert.Equal("cancelled", unit.State);
        Assert.StartsWith("An operator cancelled it.", unit.Reason, StringComparison.Ordinal);
        Assert.Contains("nothing to cancel", _appliance.Get<JobCancel>().Cancel(job.JobId), StringComparison.Ordinal);

        long? runs = _appliance.Get<JobRetry>().Retry(job.JobId, out string? problem);
        Assert.Null(problem);
        Assert.Equal(runs, _appliance.Get<JobLeases>().Lease()!.Identity.JobId);
    }

    [Fact]
    public void Cancel_Leased_TakesNothingThatTheProcessBrings()
    {
        Receive("1.2.1", "CT", null, null);
        JobLease lease = _appliance.Get<JobLeases>().Lease()!;
        Assert.Null(_appliance.Get<JobCancel>().Cancel(lease.Identity.JobId));
        string scratch = WrittenResult.Write(Path.Combine(_appliance.Data.Scratch, "1"), lease, _appliance.Get<JobMessageMaker>());
        Assert.Null(_appliance.Get<Edge.Runtime.Results.ResultCommit>().Commit(lease.Identity, scratch, "done"));
        _appliance.Get<JobLeases>().GiveBack(lease.Identity, "It ended.", TimeSpan.Zero, died: true);
        Assert.Equal(("cancelled", 0), (Jobs()[0].State, Jobs()[0].Deaths));
        Assert.Null(_appliance.Get<JobCancel>().Cancel(7) is { } none && none.Contains("no job 7", StringComparison.Ordinal) ? null : "it knows job 7");
    }

    [Fact]
    public void Show_Queued_SaysHowManyGoBefore()
    {
        Receive("1.2.1", "CT", "LOW", null);
        Receive("1.2.2", "CT", "STAT", null);
        long id = _appliance.Scalar<long>("SELECT min(id) FROM jobs");
        JobDetail detail = _appliance.Get<JobQueries>().Show(id)!;
        Assert.Equal((1, 1, "ct", (ResultOutcome?)null), (detail.Ahead!.Value, detail.Instances, detail.Route, detail.Outcome));
        Assert.Null(_appliance.Get<JobQueries>().Show(99));
    }

    public void Dispose() => _appliance.Dispose();

    private static string Name(JobUrgency urgency) => System.Text.Json.JsonSerializer.Serialize(urgency, EdgeJson.Default.GetTypeInfo(typeof(JobUrgency))!).Trim('"');

    private IReadOnlyList<JobSummary> Jobs() => _appliance.Get<JobQueries>().List(100);

    private List<string> LeaseAll()
    {
        var studies = new List<string>();
        while (_appliance.Get<JobLeases>().Lease() is { } lease)
        {
            studies.Add(lease.Unit.StudyInstanceUid);
        }

        return studies;
    }

    private void Receive(string study, string modality, string? priority, string? acquired)
    {
        _appliance.Receive(study + ".1.1", study + ".1", modality, study, more: dataset =>
        {
            if (priority is not null)
            {
                dataset.Set(DicomTag.RequestedProcedurePriority, DicomVR.CS, priority);
            }

            if (acquired is not null)
            {
                dataset.Set(DicomTag.AcquisitionDate, DicomVR.DA, acquired);
            }
        });
        _appliance.CompleteAndPlan(study);
    }
}
