using System.Security.Cryptography;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Results;

/// <summary>Which results retention removes, which it leaves, and what a kill on the way leaves behind.</summary>
public sealed class ResultRetentionTests : IDisposable
{
    private const string StudyRemoved = "UPDATE studies SET state = 'removed'";
    private static readonly RetentionConfig ThirtyDays = new(30, null);
    private static readonly RetentionConfig ForSpace = new(null, long.MaxValue / 1024 / 1024);
    private static readonly byte[] Content = [1, 2, 3];

    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;
    private int _objects;

    public ResultRetentionTests()
    {
        _appliance = new TestAppliance(_time, routes: TestAppliance.Route("ct", "double", "Modality", "CT"));
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Recover();
    }

    private string[] OnDisk => [.. Directory.GetDirectories(_appliance.Data.Results).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task RemoveDue_DeliveredResultOfARemovedStudy_GoesWithItsRows()
    {
        string result = Commit("1.1", ResultObjectKind.StructuredReport);
        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved);
        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Equal([result], OnDisk);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken));
        AssertGone();
        Assert.Equal(ResultRetention.Removed, _appliance.Scalar<string>("SELECT reason FROM jobs"));
        Assert.StartsWith(
            $"{result}\t{TestAppliance.Study}\tseries\t1.2.840.99.1.1\t\t1\t2026-02-02T03:04:05.000Z",
            await File.ReadAllTextAsync(Path.Combine(_appliance.Data.Results, RemovedResults.FileName), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE outbox SET state = 'waiting'")]
    [InlineData("UPDATE outbox SET state = 'stored'")]
    [InlineData("UPDATE outbox SET state = 'set-aside', reason = 'The archive refused it.'")]
    [InlineData("UPDATE outbox SET state = 'set-aside', reason = NULL")]
    [InlineData("UPDATE units SET held = 1")]
    [InlineData("UPDATE studies SET state = 'complete'")]
    [InlineData("UPDATE studies SET state = 'receiving'")]
    public async Task RemoveDue_WhatIsStillNeeded_Stays(string need)
    {
        string result = Commit("1.1", ResultObjectKind.StructuredReport);
        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved, need);
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(0, await Worker(new RetentionConfig(1, ForSpace.FreeMiB)).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Equal([result], OnDisk);
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM results"));
        Assert.True(_appliance.Get<FaultBoard>().IsRaised(FaultCatalogue.ResultRetentionBlocked));
    }

    [Theory]
    [InlineData(UnitHold.PassedOver)]
    [InlineData(Withdrawal.Reason)]
    public async Task RemoveDue_WhatIsNotGoingToBeSent_KeepsNothing(string reason)
    {
        Commit("1.1", ResultObjectKind.StructuredReport);
        _appliance.Store.Write((connection, transaction) => connection.Execute("UPDATE outbox SET state = 'set-aside', reason = @reason", new { reason }, transaction));
        Execute(StudyRemoved);
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken));
        AssertGone();
    }

    /// <summary>What the next revision names and rejects stays, and what that was made knowing: the third and the second. The first goes.</summary>
    [Fact]
    public async Task RemoveDue_StudyWhoseObjectsAreStored_KeepsTheNewestResults()
    {
        string[] results =
        [
            Commit("1.1", ResultObjectKind.StructuredReport),
            Commit("1.2", ResultObjectKind.StructuredReport),
            Commit("1.3", ResultObjectKind.StructuredReport, ResultObjectKind.RejectionNote),
            Commit("1.4", ResultObjectKind.RejectionNote),
            Commit("1.5"),
        ];
        Execute("UPDATE outbox SET state = 'delivered'");
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Equal(results[1..].Order(StringComparer.Ordinal), OnDisk);

        // The next revision still finds what it replaces.
        Assert.Equal([ResultObjectKind.StructuredReport, ResultObjectKind.RejectionNote], Lease("1.6").Replaces!.Objects.Select(each => each.Kind));
    }

    [Fact]
    public async Task RemoveDue_ForSpace_RemovesAllThatIsADayOld()
    {
        Commit("1.1", ResultObjectKind.StructuredReport);
        _time.Advance(TimeSpan.FromHours(25));
        string young = Commit("2.1", "1.2.840.99.2", ResultObjectKind.StructuredReport);
        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved);
        Assert.Equal(1, await Worker(ForSpace).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Equal([young], OnDisk);
        Assert.True(_appliance.Get<FaultBoard>().IsRaised(FaultCatalogue.ResultRetentionBlocked));
        await Worker(new RetentionConfig(null, 0)).RemoveDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal([young], OnDisk);
        Assert.False(_appliance.Get<FaultBoard>().IsRaised(FaultCatalogue.ResultRetentionBlocked));
    }

    [Fact]
    public async Task RemoveDue_MoreThanOneStep_RemovesAll()
    {
        for (int study = 0; study < ResultRetention.StepMax + 5; study++)
        {
            Commit($"3.{study}", $"1.2.840.99.3.{study}");
        }

        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved);
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(ResultRetention.StepMax + 5, await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken));
        AssertGone();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Killed_AfterEachStep_IsEndedByTheNextStart(int steps)
    {
        string result = Commit("1.1", ResultObjectKind.StructuredReport);
        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved);
        _time.Advance(TimeSpan.FromDays(1));
        IReadOnlyList<RemovedResult> taken = _appliance.Get<ResultRetention>().Take(long.MaxValue, null).Taken;
        Assert.Equal([result], taken.Select(each => each.ResultId));
        if (steps > 1)
        {
            _appliance.Get<RemovedResults>().Record(taken);
        }

        if (steps > 2)
        {
            // The directory has lost its name, and some of its files are gone.
            Directory.Move(Path.Combine(_appliance.Data.Results, result), Path.Combine(_appliance.Data.Results, result + ".removed"));
            File.Delete(Path.Combine(_appliance.Data.Results, result + ".removed", ResultDocument.FileName));
        }

        _appliance.Restart();
        _appliance.Recover();
        AssertGone();
        Assert.Null(_appliance.Get<JobLeases>().Lease());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DatabaseLost_AfterItWasRecorded_TheNextRevisionHasAnotherNumberAndIdentity(bool isCutOff)
    {
        string result = Commit("1.1", ResultObjectKind.StructuredReport);
        Remove();
        if (isCutOff)
        {
            File.AppendAllText(Path.Combine(_appliance.Data.Results, RemovedResults.FileName), "abc\t1.2.84");
        }

        _appliance.Restart(loseDatabase: true);
        _appliance.Recover();
        JobLease next = Lease("1.1");
        Assert.Equal(2, next.Unit.Revision);
        Assert.NotEqual(result, next.Identity.ResultId);
    }

    /// <summary>The record is in the order of removal: the last line may be of a result that is older than the database that was put back, and an earlier line of a younger one.</summary>
    [Fact]
    public void DatabaseOfBeforeAnEarlierLine_KnowsItsUnitAgain()
    {
        const string younger = "1.2.840.99.7";
        Commit("1.1", ResultObjectKind.StructuredReport);
        Remove();
        string record = Path.Combine(_appliance.Data.Results, RemovedResults.FileName);
        File.WriteAllText(record, $"ABC\t{younger}\tseries\t{younger}.1\t\t3\t2026-02-02T03:04:05.000Z\n" + File.ReadAllText(record));
        _appliance.Restart();
        _appliance.Recover();
        Assert.Equal(3, _appliance.Scalar<long>($"SELECT revision FROM units WHERE study_uid = '{younger}'"));
    }

    [Fact]
    public void DatabaseOfBeforeTheRemoval_LosesTheRowsWhoseFilesAreGone()
    {
        string result = Commit("1.1", ResultObjectKind.StructuredReport);
        _appliance.Get<RemovedResults>().Record([new RemovedResult(result, 0, TestAppliance.Study, "series", "1.2.840.99.1.1", "", 1)]);
        Directory.Delete(Path.Combine(_appliance.Data.Results, result), recursive: true);
        _appliance.Restart();
        _appliance.Recover();
        AssertGone();
    }

    [Fact]
    public void SentAgain_BetweenLookAndTransaction_Stays()
    {
        string result = Commit("1.1", ResultObjectKind.StructuredReport);
        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved);
        _appliance.Store.Settle = () =>
        {
            // After the look, before the transaction: the second time that the store is asked.
            _appliance.Store.Settle = () =>
            {
                _appliance.Store.Settle = null;
                Execute("UPDATE outbox SET state = 'waiting'");
            };
        };
        (IReadOnlyList<RemovedResult> taken, RemovedResult? last) = _appliance.Get<ResultRetention>().Take(long.MaxValue, null);
        Assert.Empty(taken);
        Assert.Equal(result, last?.ResultId);
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    public void Dispose() => _appliance.Dispose();

    private void Remove()
    {
        Execute("UPDATE outbox SET state = 'delivered'", StudyRemoved);
        ResultRetention retention = _appliance.Get<ResultRetention>();
        retention.Remove(retention.Take(long.MaxValue, null).Taken);
        AssertGone();
    }

    private void AssertGone()
    {
        Assert.Empty(OnDisk);
        Assert.Equal((0, 0), (_appliance.Scalar<long>("SELECT count(*) FROM results"), _appliance.Scalar<long>("SELECT count(*) FROM outbox")));
    }

    private JobLease Lease(string sop, string study = TestAppliance.Study)
    {
        _appliance.Receive(sop, study + ".1", study: study);
        _appliance.CompleteAndPlan(study);
        return _appliance.Get<JobLeases>().Lease()!;
    }

    private string Commit(string sop, params ResultObjectKind[] kinds) => Commit(sop, TestAppliance.Study, kinds);

    private string Commit(string sop, string study, params ResultObjectKind[] kinds)
    {
        JobLease lease = Lease(sop, study);
        string scratch = Directory.CreateDirectory(Path.Combine(_appliance.Data.Scratch, lease.Identity.ResultId)).FullName;
        List<ResultObject> objects = [];
        foreach (ResultObjectKind kind in kinds)
        {
            string uid = $"1.2.3.{++_objects}";
            File.WriteAllBytes(Path.Combine(scratch, $"{uid}.dcm"), Content);
            objects.Add(new ResultObject(
                $"{uid}.dcm", kind, "1.2.840.10008.5.1.4.1.1.88.34", uid, "1.2", "1.2.840.10008.1.2.1", Convert.ToHexStringLower(SHA256.HashData(Content)), Content.Length));
        }

        WrittenResult.Write(scratch, lease, _appliance.Get<JobMessageMaker>(), objects);
        Assert.NotNull(_appliance.Get<ResultCommit>().Commit(lease.Identity, scratch, "done"));
        return lease.Identity.ResultId;
    }

    private void Execute(params string[] statements) => _appliance.Store.Write((connection, transaction) =>
    {
        foreach (string statement in statements)
        {
            connection.Execute(statement, transaction: transaction);
        }
    });

    private ResultRetentionWorker Worker(RetentionConfig limits)
    {
        FaultBoard faults = _appliance.Get<FaultBoard>();
        DeviceConfig config = _appliance.Config with { ResultRetention = limits };
        return new ResultRetentionWorker(
            _appliance.Get<ResultRetention>(),
            config,
            new DiskSpace(_appliance.Data, config.Inbox, faults),
            faults,
            new UnhurriedTime(_time),
            NullLogger<ResultRetentionWorker>.Instance);
    }
}
