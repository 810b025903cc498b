using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Jobs;

namespace Edge.Runtime.Tests.Results;

/// <summary>One test per instant at which the runtime may be killed between a job's last message and its committed result.</summary>
public sealed class ResultCommitTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3];

    private readonly TestAppliance _appliance = new(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    public ResultCommitTests()
    {
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Receive("1.1");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
    }

    private ResultCommit Commit => _appliance.Get<ResultCommit>();

    [Fact]
    public void Commit_ValidLease_WritesFilesRowsAndOutbox()
    {
        JobLease lease = Lease();
        Assert.NotNull(Commit.Commit(lease.Identity, Scratch(lease), "done"));
        AssertOneResult(lease);
    }

    [Fact]
    public void Commit_KilledBeforeTheRename_RunsAgain()
    {
        Scratch(Lease());
        JobLease again = RestartAndLease();
        Assert.Equal(2, again.Identity.FencingToken);
        Assert.Empty(Directory.GetDirectories(_appliance.Data.Scratch));
        Commit.Commit(again.Identity, Scratch(again), "done");
        AssertOneResult(again);
    }

    [Fact]
    public void Commit_KilledBetweenRenameAndRows_IsAdopted()
    {
        JobLease lease = Lease();
        _appliance.Get<ResultFiles>().Publish(Scratch(lease), lease.Identity.ResultId);
        _appliance.Restart();
        _appliance.Recover();
        AssertOneResult(lease);
        Assert.Null(_appliance.Get<JobLeases>().Lease());
        Assert.Equal("waiting", _appliance.Scalar<string>("SELECT state FROM outbox"));
    }

    [Fact]
    public void Commit_KilledAfterTheRows_DoesNothingAgain()
    {
        JobLease lease = Lease();
        Commit.Commit(lease.Identity, Scratch(lease), "done");
        _appliance.Restart();
        _appliance.Recover();
        AssertOneResult(lease);
        Assert.Null(_appliance.Get<JobLeases>().Lease());
    }

    [Fact]
    public void Commit_OlderLease_ChangesNothing()
    {
        JobLease old = Lease();
        _appliance.Get<JobLeases>().GiveBack(old.Identity, "died", TimeSpan.Zero, died: true);
        JobLease current = Lease();
        Assert.Null(Commit.Commit(old.Identity, Scratch(old), "done"));
        Assert.Empty(Directory.GetDirectories(_appliance.Data.Results));
        Assert.NotNull(Commit.Commit(current.Identity, Scratch(current), "done"));
        AssertOneResult(current);
    }

    [Fact]
    public void Record_LeaseTakenOverAfterTheRename_OnlyTheLaterOneEndsTheJob()
    {
        JobLease old = Lease();
        _appliance.Get<ResultFiles>().Publish(Scratch(old), old.Identity.ResultId);
        _appliance.Get<JobLeases>().GiveBack(old.Identity, "died", TimeSpan.Zero, died: true);
        JobLease current = Lease();
        Assert.Null(Commit.Record(old.Identity, "done"));
        Assert.NotNull(Commit.Commit(current.Identity, Scratch(current), "done"));
        AssertOneResult(current);
        Assert.Empty(Directory.GetDirectories(_appliance.Data.Scratch));
    }

    [Fact]
    public void Commit_Twice_MakesOneResult()
    {
        JobLease lease = Lease();
        Commit.Commit(lease.Identity, Scratch(lease), "done");
        Assert.Null(Commit.Commit(lease.Identity, Scratch(lease), "done"));
        AssertOneResult(lease);
    }

    [Fact]
    public void Publish_DamagedDirectoryInPlace_IsSetAsideAndReplaced()
    {
        JobLease lease = Lease();
        string place = Directory.CreateDirectory(Path.Combine(_appliance.Data.Results, lease.Identity.ResultId)).FullName;
        File.WriteAllText(Path.Combine(place, "result.json"), "{");
        Assert.NotNull(Commit.Commit(lease.Identity, Scratch(lease), "done"));
        Assert.True(Directory.Exists(place + ".damaged"));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    [Fact]
    public void Publish_UnreadableDirectoryInPlace_IsSetAsideAndReplaced()
    {
        JobLease lease = Lease();
        string place = Directory.CreateDirectory(Path.Combine(_appliance.Data.Results, lease.Identity.ResultId)).FullName;

        // A link to itself: opening it fails (ELOOP), also for root.
        File.CreateSymbolicLink(Path.Combine(place, "result.json"), "result.json");
        Assert.NotNull(Commit.Commit(lease.Identity, Scratch(lease), "done"));
        Assert.True(Directory.Exists(place + ".damaged"));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    public void Commit_DocumentNotValid_Refuses(string document)
    {
        JobLease lease = Lease();
        string scratch = Scratch(lease);
        File.WriteAllText(Path.Combine(scratch, "result.json"), document);
        Assert.Throws<InvalidDataException>(() => Commit.Commit(lease.Identity, scratch, "done"));
        Assert.Equal(0, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    [Fact]
    public void Adopt_DatabaseLost_RestoresDoneUnitsWhichDoNotRunAgain()
    {
        JobLease lease = Lease();
        Commit.Commit(lease.Identity, Scratch(lease), "done");
        string[] files = [.. _appliance.Detail().Instances.Select(instance => Path.GetRelativePath(_appliance.Data.Inbox, instance.Path))];
        _appliance.Restart(loseDatabase: true);
        _appliance.Index("1.1", "1.2.840.99.1.1", "CT", TestAppliance.Study, "SCANNER", Assert.Single(files));
        _appliance.Recover();
        _appliance.CompleteAndPlan();
        UnitSummary unit = Assert.Single(_appliance.Detail().Summary.Units);
        Assert.Equal(("done", 1, lease.Identity.ResultId, "ct"), (unit.State, unit.Revision, unit.ResultId, unit.Route));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM jobs"));
        Assert.Equal("set-aside", _appliance.Scalar<string>("SELECT state FROM outbox"));
        Assert.Contains("nobody knows whether this was delivered", _appliance.Scalar<string>("SELECT reason FROM outbox"), StringComparison.Ordinal);
    }

    [Fact]
    public void Adopt_DatabaseLostWithTwoRevisions_TheLaterIsCurrentAndNamesTheEarlier()
    {
        JobLease first = Lease();
        Commit.Commit(first.Identity, Scratch(first), "done");
        _appliance.Receive("1.2");
        _appliance.CompleteAndPlan();
        JobLease second = Lease();
        Assert.Equal(first.Identity.ResultId, second.Replaces?.ResultId);
        Commit.Commit(second.Identity, Scratch(second), "done");
        _appliance.Restart(loseDatabase: true);
        _appliance.Recover();
        Assert.Equal(2, _appliance.Scalar<long>("SELECT revision FROM units WHERE current = 1"));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT old.revision FROM units new JOIN units old ON old.id = new.replaces WHERE new.revision = 2"));
    }

    [Fact]
    public void Lease_RevisionBetweenMadeNoObjects_ReplacesThoseOfTheOneBeforeIt()
    {
        ResultObject Object(ResultObjectKind kind, string uid) =>
            new($"{uid}.dcm", kind, "1.2.840.10008.5.1.4.1.1.88.34", uid, "1.2", "1.2.840.10008.1.2.1", Convert.ToHexStringLower(SHA256.HashData(Content)), Content.Length);
        ResultObject report = Object(ResultObjectKind.StructuredReport, "1.2.3");
        JobLease first = Lease();
        Commit.Commit(first.Identity, Scratch(first, report), "done");
        JobLease second = NextRevision("1.2");
        Assert.Equal([report], second.Replaces!.Objects);
        Commit.Commit(second.Identity, Scratch(second), "done");
        JobLease third = NextRevision("1.3");
        Assert.Equal(second.Identity.ResultId, third.Replaces!.ResultId);
        Assert.Equal([report], third.Replaces.Objects);

        Commit.Commit(third.Identity, Scratch(third, Object(ResultObjectKind.StructuredReport, "1.2.4"), Object(ResultObjectKind.RejectionNote, "1.2.5")), "done");
        Assert.Equal(["1.2.4", "1.2.5"], NextRevision("1.4").Replaces!.Objects.Select(each => each.SopInstanceUid));
    }

    [Fact]
    public void Outbox_Notice_HoldsNoUid()
    {
        JobLease lease = Lease();
        Commit.Commit(lease.Identity, Scratch(lease), "done");
        string payload = _appliance.Scalar<string>("SELECT payload FROM outbox WHERE destination = 'mqtt:results'");
        Assert.DoesNotContain("1.2.840", payload, StringComparison.Ordinal);
        Assert.DoesNotContain(lease.Identity.ResultId, payload, StringComparison.Ordinal);
        ResultNotice notice = JsonSerializer.Deserialize(payload, EdgeJson.Default.ResultNotice)!;
        Assert.Equal(_appliance.Get<SiteKey>().Pseudonym(TestAppliance.Study), notice.Study);
    }

    public void Dispose() => _appliance.Dispose();

    private JobLease Lease() => _appliance.Get<JobLeases>().Lease()!;

    private JobLease RestartAndLease()
    {
        _appliance.Restart();
        _appliance.Recover();
        return Lease();
    }

    private JobLease NextRevision(string sop)
    {
        _appliance.Receive(sop);
        _appliance.CompleteAndPlan();
        return Lease();
    }

    private string Scratch(JobLease lease, params IReadOnlyList<ResultObject> objects)
    {
        string scratch = Path.Combine(_appliance.Data.Scratch, $"{lease.Identity.JobId}-{lease.Identity.FencingToken}");
        Directory.CreateDirectory(scratch);
        foreach (ResultObject each in objects)
        {
            File.WriteAllBytes(Path.Combine(scratch, each.File), Content);
        }

        return WrittenResult.Write(scratch, lease, _appliance.Get<JobMessageMaker>(), objects);
    }

    private void AssertOneResult(JobLease lease)
    {
        UnitSummary unit = Assert.Single(_appliance.Detail().Summary.Units);
        Assert.Equal(("done", lease.Identity.ResultId), (unit.State, unit.ResultId));
        Assert.Equal([lease.Identity.ResultId], Directory.GetDirectories(_appliance.Data.Results).Select(Path.GetFileName));
        Assert.Equal((1, 1), (_appliance.Scalar<long>("SELECT count(*) FROM results"), _appliance.Scalar<long>("SELECT count(*) FROM outbox")));
    }
}
