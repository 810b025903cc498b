using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>Jobs that wait when another release of their model begins to serve, or theirs may not any more.</summary>
public sealed class QueuedReleasesTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;

    public QueuedReleasesTests()
    {
        _appliance = new TestAppliance(_time, routes: TestAppliance.Route("ct", "double", "Modality", "CT"));
        _appliance.AddRelease("double", UnitKind.Series, behaviour: "1");
        _appliance.AddRelease("double", UnitKind.Series, version: "2.0.0", behaviour: "2");
        _appliance.Recover();
        _appliance.Receive("1.1");
        _appliance.CompleteAndPlan();
        Assert.Equal("2.0.0", Version());
    }

    [Fact]
    public void Plan_TakenBack_QueuedJobsRunOnWhatServesAgain()
    {
        string before = _appliance.Scalar<string>("SELECT result_id FROM jobs");
        Point("1.0.0");
        _appliance.Plan();
        AssertRunsOn(_appliance.Get<JobLeases>().Lease()!, "1.0.0", before);
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM units"));
    }

    [Fact]
    public void Follow_TakenBackSinceThePlannerLooked_TheLeaseFollowsAndCommits()
    {
        _appliance.Receive("2.1", series: "1.2.840.99.1.9");
        _appliance.CompleteAndPlan();
        JobLease stale = _appliance.Get<JobLeases>().Lease()!;
        Point("1.0.0");
        JobLease lease = _appliance.Get<QueuedReleases>().Follow(stale);
        AssertRunsOn(lease, "1.0.0", stale.Identity.ResultId);
        string scratch = WrittenResult.Write(Path.Combine(_appliance.Data.Scratch, "1"), lease, _appliance.Get<JobMessageMaker>());
        Assert.NotNull(_appliance.Get<ResultCommit>().Commit(lease.Identity, scratch, "done"));
        Assert.Equal(2, _appliance.Scalar<long>("SELECT count(*) FROM jobs WHERE model_version = '1.0.0'"));
    }

    [Fact]
    public void Plan_RunningJob_EndsOnTheReleaseItBeganWith()
    {
        JobLease running = _appliance.Get<JobLeases>().Lease()!;
        Point("1.0.0");
        _appliance.Plan();
        string scratch = WrittenResult.Write(Path.Combine(_appliance.Data.Scratch, "1"), running, _appliance.Get<JobMessageMaker>());
        Assert.Equal("2.0.0", _appliance.Get<ResultCommit>().Commit(running.Identity, scratch, "done")!.Lineage.Model.Version);
    }

    [Fact]
    public void Plan_Suspended_WaitsUntilAnotherServesAndRunsOnThat()
    {
        Suspend("2.0.0");
        _appliance.Plan();
        JobLease lease = _appliance.Get<JobLeases>().Lease()!;
        Assert.Contains("was suspended by central operations: Misses effusions.", Run(lease).Problem, StringComparison.Ordinal);
        _appliance.Get<JobLeases>().GiveBack(lease.Identity, "waits", TimeSpan.FromMinutes(5), died: true);

        // What befell it on the other release counts no more.
        _appliance.AddRelease("double", UnitKind.Series, version: "3.0.0", behaviour: "3");
        _appliance.Plan();
        lease = _appliance.Get<JobLeases>().Lease()!;
        AssertRunsOn(lease, "3.0.0", string.Empty);
        Assert.Equal((0, (string?)null), (lease.Deaths, lease.LastFailure));
    }

    [Fact]
    public void Run_NoneServesAnyMore_Waits()
    {
        JobLease lease = _appliance.Get<JobLeases>().Lease()!;
        File.Delete(Pointer);
        Assert.StartsWith("Model double cannot serve: no release of it is active", Run(_appliance.Get<QueuedReleases>().Follow(lease)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_Waiting_RunsOnWhatServes()
    {
        string before = _appliance.Scalar<string>("SELECT result_id FROM jobs");
        Point("1.0.0");
        long job = _appliance.Scalar<long>("SELECT id FROM jobs");
        Assert.Equal(job, _appliance.Get<JobRetry>().Retry(job, out _));
        AssertRunsOn(_appliance.Get<JobLeases>().Lease()!, "1.0.0", before);
    }

    [Fact]
    public void Plan_ReleaseForOtherUnits_DividesTheStudyAgain()
    {
        _appliance.Receive("1.2");
        _appliance.CompleteAndPlan();
        _appliance.AddRelease("double", UnitKind.Instance, version: "3.0.0");
        JobLease stale = _appliance.Get<JobLeases>().Lease()!;
        Assert.Contains("works on other units than 2.0.0", Run(_appliance.Get<QueuedReleases>().Follow(stale)).Problem, StringComparison.Ordinal);
        _appliance.Get<JobLeases>().GiveBack(stale.Identity, null, TimeSpan.Zero, died: false);
        _appliance.Plan();
        Assert.Equal(
            ["1.1 3.0.0", "1.2 3.0.0"],
            _appliance.Store.Read(connection => Dapper.SqlMapper.Query<string>(
                connection, "SELECT u.sop_instance_uid || ' ' || j.model_version FROM jobs j JOIN units u ON u.id = j.unit_id ORDER BY 1")));
    }

    public void Dispose() => _appliance.Dispose();

    private string Store => _appliance.Config.Models.Directory;

    private string Pointer => Path.Combine(Store, "double", ModelPointer.FileName);

    private string Version() => _appliance.Scalar<string>("SELECT model_version FROM jobs");

    private void Point(string version) => File.WriteAllText(Pointer, $"{{\"active\": \"{version}\", \"lastKnownGood\": null}}");

    private void Suspend(string version) => File.WriteAllBytes(
        Path.Combine(Store, SuspendedReleases.FileName),
        JsonSerializer.SerializeToUtf8Bytes(new SuspendedReleases([new SuspendedRelease("double", version, "Misses effusions.")]), EdgeJson.Default.SuspendedReleases));

    private (RunJobMessage? Message, string? Problem) Run(JobLease lease) => _appliance.Get<JobMessageMaker>().Run(lease, _appliance.Data.Scratch);

    private void AssertRunsOn(JobLease lease, string version, string otherResult)
    {
        string directory = Path.Combine(Store, "double", version);
        string digest = ReleaseDigest.Compute(directory);
        RunJobMessage message = Run(lease).Message!;
        Assert.Equal((version, digest, directory, digest), (lease.ModelVersion, lease.ModelDigest, message.ModelDirectory, message.ModelDigest));
        Assert.NotEqual(otherResult, message.ResultId);
        Assert.Equal(message.ResultId, _appliance.Scalar<string>($"SELECT result_id FROM jobs WHERE id = {lease.Identity.JobId}"));
    }
}
