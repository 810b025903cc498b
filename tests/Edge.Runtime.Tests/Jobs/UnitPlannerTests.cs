using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Jobs;
using Edge.Runtime.Routing;

namespace Edge.Runtime.Tests.Jobs;

public sealed class UnitPlannerTests : IDisposable
{
    private readonly TestAppliance _appliance = new(routes:
    [
        TestAppliance.Route("ct", "segmenter", "Modality", "CT"),
        TestAppliance.Route("dx", "classifier", "Modality", "DX"),
    ]);

    public UnitPlannerTests()
    {
        _appliance.AddRelease("segmenter", UnitKind.Series);
        _appliance.AddRelease("classifier", UnitKind.Instance);
    }

    [Fact]
    public void PlanDue_CompleteStudy_QueuesItsJobs()
    {
        _appliance.Receive("1.1");
        _appliance.Receive("2.1", series: "2", modality: "DX");
        _appliance.Receive("2.2", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        Assert.Equal(
            [("queued", "segmenter", null), ("queued", "classifier", "2.1"), ("queued", "classifier", "2.2")],
            _appliance.Detail().Summary.Units.Select(unit => (unit.State, unit.Model, unit.SopInstanceUid)));
    }

    [Fact]
    public void PlanDue_NoModelFits_KeepsTheReason()
    {
        _appliance.Receive("1.1", modality: "US");
        _appliance.CompleteAndPlan();
        UnitSummary unit = Assert.Single(_appliance.Detail().Summary.Units);
        Assert.Equal(("no-model", null), (unit.State, unit.Model));
        Assert.Contains("None of 2 routes matches", unit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void PlanDue_Twice_QueuesOnce()
    {
        _appliance.Receive("1.1");
        _appliance.CompleteAndPlan();
        Assert.Equal(0, _appliance.Plan());
        _appliance.CompleteAndPlan();
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM jobs"));
        Assert.Equal(1, Assert.Single(_appliance.Detail().Summary.Units).Revision);
    }

    [Fact]
    public void PlanDue_LateInstance_MakesANewRevisionOfItsUnitOnly()
    {
        _appliance.Receive("1.1");
        _appliance.Receive("2.1", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        EndAll();
        _appliance.Receive("1.2");
        Assert.Equal("receiving", _appliance.Detail().Summary.State);
        _appliance.CompleteAndPlan();
        Assert.Equal(
            [("done", "classifier", 1), ("queued", "segmenter", 2)],
            _appliance.Detail().Summary.Units.Select(unit => (unit.State, unit.Model, unit.Revision)));
        Assert.Equal(1, _appliance.Scalar<long>(
            "SELECT old.revision FROM units new JOIN units old ON old.id = new.replaces WHERE new.revision = 2 AND old.current = 0"));
    }

    [Fact]
    public void PlanDue_LateInstanceBeforeTheOldRevisionRan_DropsItsJob()
    {
        _appliance.Receive("1.1");
        _appliance.CompleteAndPlan();
        _appliance.Receive("1.2");
        _appliance.CompleteAndPlan();
        Assert.Equal(2, _appliance.Scalar<long>("SELECT u.revision FROM jobs j JOIN units u ON u.id = j.unit_id"));
        Assert.Equal("It was replaced by a later revision before it ran.", _appliance.Scalar<string>("SELECT reason FROM units WHERE revision = 1"));
    }

    [Fact]
    public void GiveBack_ReplacedWhileItRan_EndsInsteadOfRunningAfterItsReplacement()
    {
        JobLease old = LeaseAndReplace();
        _appliance.Get<JobLeases>().GiveBack(old.Identity, "died", TimeSpan.Zero, died: true);
        AssertOnlyTheReplacementRuns();
    }

    [Fact]
    public void Recover_ReplacedWhileItRan_EndsInsteadOfRunningAfterItsReplacement()
    {
        LeaseAndReplace();
        _appliance.Restart();
        _appliance.Recover();
        AssertOnlyTheReplacementRuns();
    }

    [Fact]
    public void PlanDue_ObjectCameMeanwhile_ChangesNothing()
    {
        _appliance.Receive("1.1");
        _appliance.CompleteAndPlan();
        var seen = new StudyVersion(TestAppliance.Study, 1, _appliance.Scalar<long>("SELECT complete_at FROM studies"));
        _appliance.Receive("1.2");
        IReadOnlyList<RoutedUnit> routed = _appliance.Get<StudyRouter>().Route(
            _appliance.Store.Read(connection => StudyInstances.Routable(connection, TestAppliance.Study)));
        Assert.Null(_appliance.Get<UnitRows>().Replace(seen, routed));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM units"));
    }

    [Fact]
    public void PlanDue_ModelComesLater_TheStudyThenRunsByItself()
    {
        Directory.Delete(Path.Combine(_appliance.Config.Models.Directory, "segmenter"), recursive: true);
        _appliance.Receive("1.1");
        _appliance.CompleteAndPlan();
        Assert.Equal(("waiting", "segmenter"), Unit());
        Assert.Contains(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "model-unavailable");
        _appliance.AddRelease("segmenter", UnitKind.Series);
        _appliance.Plan();
        Assert.Equal(("queued", "segmenter"), Unit());
        Assert.Empty(_appliance.Get<FaultBoard>().Current);
        Assert.Equal(1, _appliance.Scalar<long>("SELECT revision FROM units"));

        (string, string?) Unit()
        {
            UnitSummary unit = Assert.Single(_appliance.Detail().Summary.Units);
            return (unit.State, unit.Model);
        }
    }

    [Fact]
    public void PlanDue_InstanceModelGoneWhenALateImageCame_RunsOnlyThatOneWhenItIsBack()
    {
        _appliance.Receive("2.1", series: "2", modality: "DX");
        _appliance.Receive("2.2", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        EndAll();
        Directory.Delete(Path.Combine(_appliance.Config.Models.Directory, "classifier"), recursive: true);
        _appliance.Receive("2.3", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        Assert.Equal([("done", "2.1", 1), ("done", "2.2", 1), ("waiting", "2.3", 1)], Units());
        _appliance.AddRelease("classifier", UnitKind.Instance);
        _appliance.Plan();
        Assert.Equal([("done", "2.1", 1), ("done", "2.2", 1), ("queued", "2.3", 1)], Units());
        Assert.Equal(3, _appliance.Scalar<long>("SELECT count(*) FROM units"));
    }

    [Fact]
    public void PlanDue_ImageWasPartOfASeriesForAWhile_DoesNotRunAgain()
    {
        _appliance.Receive("2.1", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        EndAll();
        _appliance.AddRelease("classifier", UnitKind.Series, version: "2.0.0");
        _appliance.Receive("2.2", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        Assert.Equal([("queued", null, 1)], Units());
        _appliance.AddRelease("classifier", UnitKind.Instance);
        _appliance.Receive("2.3", series: "2", modality: "DX");
        _appliance.CompleteAndPlan();
        Assert.Equal([("done", "2.1", 1), ("queued", "2.2", 1), ("queued", "2.3", 1)], Units());
    }

    [Fact]
    public void PlanDue_AfterACrash_GoesOnWithWhatIsCommitted()
    {
        _appliance.Receive("1.1");
        Assert.True(_appliance.Get<Edge.Runtime.Studies.StudyRows>().Complete(TestAppliance.Study, "quiet"));
        _appliance.Restart();
        Assert.Equal(1, _appliance.Plan());
        Assert.Equal("queued", Assert.Single(_appliance.Detail().Summary.Units).State);
    }

    public void Dispose() => _appliance.Dispose();

    private (string State, string? Sop, int Revision)[] Units() =>
        [.. _appliance.Detail().Summary.Units.Select(unit => (unit.State, unit.SopInstanceUid, unit.Revision)).OrderBy(unit => unit.SopInstanceUid, StringComparer.Ordinal)];

    private JobLease LeaseAndReplace()
    {
        _appliance.Receive("1.1");
        _appliance.CompleteAndPlan();
        JobLease old = _appliance.Get<JobLeases>().Lease()!;
        _appliance.Receive("1.2");
        _appliance.CompleteAndPlan();
        return old;
    }

    private void AssertOnlyTheReplacementRuns()
    {
        Assert.Equal(2, _appliance.Get<JobLeases>().Lease()!.Unit.Revision);
        Assert.Null(_appliance.Get<JobLeases>().Lease());
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM jobs"));
        Assert.Equal("It was replaced before it had run to its end.", _appliance.Scalar<string>("SELECT reason FROM units WHERE revision = 1"));
    }

    private void EndAll() => _appliance.Store.Write((connection, transaction) =>
        Dapper.SqlMapper.Execute(connection, "UPDATE jobs SET state = 'done'", transaction: transaction));
}
