using Dapper;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>What retention removes, what it leaves, and what a kill on the way leaves behind.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly RetentionConfig ThirtyDays = new(30, null);

    private readonly InboxBench _bench = new();

    [Fact]
    public async Task RemoveDue_OldStudies_GoTheOldestFirstAndTheirResultsStay()
    {
        SendStudy("1.2.1", 3);
        _bench.Time.Advance(TimeSpan.FromDays(20));
        SendStudy("1.2.2", 2);
        AddWork("1.2.1", "done", "delivered");
        Complete();
        _bench.Time.Advance(TimeSpan.FromDays(11));
        await _bench.Recorder.RecordAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["1.2.2", "1.2.2"], _bench.Query<string>("SELECT study_uid FROM instances"));
        Assert.Equal(2, StoredIn(_bench).Count);
        Assert.Equal(["removed 0"], _bench.Query<string>("SELECT state || ' ' || instances FROM studies WHERE study_uid = '1.2.1'"));
        Assert.Equal([1L], _bench.Query<long>("SELECT count(*) FROM results"));
        Assert.Contains("1.2.1\t1.2.1.1\t", await File.ReadAllTextAsync(Path.Combine(_bench.Data.Inbox, RemovedSeries.FileName), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((0L, 0L), await FindingsAsync());

        _bench.Time.Advance(TimeSpan.FromDays(20));
        await Worker(ThirtyDays).RemoveDueAsync(TestContext.Current.CancellationToken);
        Assert.Empty(StoredIn(_bench));
    }

    [Theory]
    [InlineData("UPDATE studies SET state = 'receiving'")]
    [InlineData("UPDATE studies SET routed_at = NULL")]
    [InlineData("UPDATE jobs SET state = 'queued'")]
    [InlineData("UPDATE jobs SET state = 'leased'")]
    [InlineData("UPDATE outbox SET state = 'waiting'")]
    [InlineData("UPDATE outbox SET state = 'set-aside'")]
    [InlineData("UPDATE units SET held = 1")]
    [InlineData("INSERT INTO commitments (id, pacs, state, instances, failures, attempts, unanswered, not_before, created_at) VALUES (1, 'p', 'asking', 1, 0, 0, 0, 0, 0); "
        + "INSERT INTO commitment_instances (commitment_id, sop_instance_uid, sop_class_uid, state) VALUES (1, '1.2.1.1.0', '1.2', 'waiting')")]
    [InlineData("DELETE FROM outbox; DELETE FROM results; DELETE FROM jobs; UPDATE units SET model = 'm', reason = 'It waits for its model.'")]
    public async Task RemoveDue_WhatIsStillNeeded_Stays(string need)
    {
        SendStudy("1.2.1", 1);
        AddWork("1.2.1", "done", "delivered");
        Complete();
        _bench.Store.Write((connection, transaction) => connection.Execute(need, transaction: transaction));
        _bench.Time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(0, await Worker(new RetentionConfig(1, long.MaxValue / 1024 / 1024)).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Single(StoredIn(_bench));
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.RetentionBlocked));
    }

    [Theory]
    [InlineData(UnitHold.Reason, 0)]
    [InlineData(UnitHold.PassedOver, 1)]
    public async Task RemoveDue_ResultSetAsideForAHold_KeepsItsStudyUntilItsContentIsPassedOver(string reason, int removed)
    {
        SendStudy("1.2.1", 1);
        AddWork("1.2.1", "done", "set-aside");
        Complete();
        _bench.Store.Write((connection, transaction) => connection.Execute(
            "UPDATE outbox SET reason = @reason", new { reason }, transaction));
        Assert.Equal(removed, await Worker(new RetentionConfig(null, long.MaxValue / 1024 / 1024)).RemoveDueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Oldest_LooksUpCommitmentsByTheObjectsOfTheStudy()
    {
        List<string> plan = _bench.Store.Read(connection => connection.Query(
            "EXPLAIN QUERY PLAN " + Retention.Oldest, new { before = 1L, Held = UnitHold.Flags, UnitHold.PassedOver, Withdrawn = Withdrawal.Reason, RemovedSeries.BeingRemoved })
            .Select(step => (string)step.detail).ToList());
        Assert.Contains(plan, step => step.Contains("commitment_instances_by_sop (sop_instance_uid=?)", StringComparison.Ordinal));
        Assert.Contains("SEARCH m USING INTEGER PRIMARY KEY (rowid=?)", plan);
        Assert.DoesNotContain(plan, step => step is "SCAN m" or "SCAN c" or "SCAN i");
    }

    [Fact]
    public async Task RemoveDue_ForSpace_RemovesEverythingThatMayGo()
    {
        SendStudy("1.2.1", 1);
        SendStudy("1.2.2", 250);
        Complete();
        Assert.Equal(2, await Worker(new RetentionConfig(null, long.MaxValue / 1024 / 1024)).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Empty(StoredIn(_bench));
    }

    [Fact]
    public async Task RemoveDue_TheDiskDoesNotSayWhatIsFree_RemovesNothing()
    {
        SendStudy("1.2.1", 1);
        Complete();
        var nowhere = new DataDirectory(Path.Combine(_bench.Data.Root, "not-there"));
        Assert.Equal(0, await Worker(new RetentionConfig(null, long.MaxValue / 1024 / 1024), nowhere).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Single(StoredIn(_bench));
    }

    [Fact]
    public void Keep_WhatIsBeingRemoved_IsRefused()
    {
        SendStudy("1.2.1", 1);
        Complete();
        Assert.Equal("1.2.1", _bench.Retention.Begin(DateTimeOffset.MaxValue));
        Assert.Contains("being removed", _bench.Choice.Keep("1.2.1.1.0", _bench.Query<string>("SELECT file FROM instances")[0], "user 0"), StringComparison.Ordinal);
        Assert.Equal([RemovedSeries.BeingRemoved], _bench.Flags);
    }

    [Fact]
    public async Task Record_AfterALineWasCutOff_IsUnderstoodAllTheSame()
    {
        await File.WriteAllTextAsync(Path.Combine(_bench.Data.Inbox, RemovedSeries.FileName), "1.2.9\t1.2.9.1\t2026-", TestContext.Current.CancellationToken);
        SendStudy("1.2.1", 1);
        Complete();
        await Worker(new RetentionConfig(null, long.MaxValue / 1024 / 1024)).RemoveDueAsync(TestContext.Current.CancellationToken);
        _bench.RestartWithoutDatabase();
        _bench.Recovery.Run();
        Assert.Equal(["1.2.1.1"], _bench.Query<string>("SELECT series_uid FROM removed_series"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Killed_AfterEachStep_IsEndedByTheNextStartAndNothingCountsAsLost(int steps)
    {
        SendStudy("1.2.1", 150);
        Complete();
        await _bench.Recorder.RecordAsync(TestContext.Current.CancellationToken);
        Assert.Equal("1.2.1", _bench.Retention.Begin(DateTimeOffset.MaxValue));
        if (steps > 1)
        {
            _bench.Retention.Record("1.2.1");
        }

        if (steps > 2)
        {
            // Files of one step go, and their rows do not: the kill comes between.
            foreach (string path in StoredIn(_bench).Take(Retention.StepMax))
            {
                File.Delete(path);
            }
        }

        _bench.Restart();
        _bench.Recovery.Run();
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.ObjectsDamaged));
        Assert.Empty(_bench.Query<string>("SELECT flag FROM instances WHERE flag = 'Its file is missing from the inbox.'"));
        Assert.Equal(1, await Worker(null).RemoveDueAsync(TestContext.Current.CancellationToken));
        Assert.Empty(StoredIn(_bench));
        Assert.Equal([0L], _bench.Query<long>("SELECT count(*) FROM instances"));
        Assert.Equal((0L, 0L), await FindingsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SentAgain_AfterItWasRemoved_IsKeptAndFlaggedUntilAnOperatorWantsIt(bool indexLost)
    {
        SendStudy("1.2.1", 2);
        Complete();
        await Worker(new RetentionConfig(null, long.MaxValue / 1024 / 1024)).RemoveDueAsync(TestContext.Current.CancellationToken);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        if (indexLost)
        {
            _bench.RestartWithoutDatabase();
            _bench.Recovery.Run();
        }

        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.1.1.0", "1.2.1", "1.2.1.1")));
        Assert.Equal([RemovedSeries.SentAgain], _bench.Flags);
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.1.1.0", "1.2.1", "1.2.1.1")));
        Assert.Single(_bench.Flags);

        // Another series of the study is new.
        _bench.Send(Objects.Ct("1.2.1.2.0", "1.2.1", "1.2.1.2"));
        Assert.Equal([RemovedSeries.SentAgain, ""], _bench.Flags);

        Assert.Null(_bench.Choice.Keep("1.2.1.1.0", _bench.Query<string>("SELECT file FROM instances ORDER BY id")[0], "user 0"));
        Assert.Equal(["", ""], _bench.Flags);
        _bench.RestartWithoutDatabase();
        _bench.Recovery.Run();
        Assert.Equal(["", ""], _bench.Flags);
    }

    public void Dispose() => _bench.Dispose();

    private static IReadOnlyList<string> StoredIn(InboxBench bench) => [.. bench.Files.Where(path => path.EndsWith(".dcm", StringComparison.Ordinal))];

    private RetentionWorker Worker(RetentionConfig? retention, DataDirectory? measured = null)
    {
        var config = new InboxConfig(1, null, null, retention);
        return new RetentionWorker(
            _bench.Retention, _bench.Buckets, config, new DiskSpace(measured ?? _bench.Data, config, _bench.Faults), _bench.Faults, new UnhurriedTime(_bench.Time), NullLogger<RetentionWorker>.Instance);
    }

    private async Task<(long Missing, long Stray)> FindingsAsync()
    {
        VerifyReport report = (await _bench.Verifier.RunAsync(0, _ => Task.CompletedTask, TestContext.Current.CancellationToken))!;
        return (report.Missing, report.Stray);
    }

    private void SendStudy(string study, int objects)
    {
        for (int number = 0; number < objects; number++)
        {
            _bench.Send(Objects.Ct($"{study}.1.{number}", study, $"{study}.1", pixelBytes: 10));
        }
    }

    private void Complete() => _bench.Store.Write((connection, transaction) => connection.Execute(
        "UPDATE studies SET state = 'complete', complete_at = 1, routed_at = 1", transaction: transaction));

    private void AddWork(string study, string job, string outbox) => _bench.Store.Write((connection, transaction) => connection.Execute(
        """
        INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, revision, current, content, model, created_at) VALUES (@study, 'series', @study || '.1', '', 1, 1, 'c', 'm', 1);
        INSERT INTO unit_instances (unit_id, instance_id) SELECT u.id, i.id FROM units u JOIN instances i ON i.study_uid = u.study_uid;
        INSERT INTO jobs (unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
        SELECT id, 'm', '1', 'd', 'r' || @study, @job, 1, 1, 0, 0, 1 FROM units WHERE study_uid = @study;
        INSERT INTO results (result_id, job_id, outcome, committed_at, document) SELECT result_id, id, 'completed', 1, '{}' FROM jobs WHERE result_id = 'r' || @study;
        INSERT INTO outbox (destination, result_id, payload, state, attempts, not_before, created_at) VALUES ('mqtt:results', 'r' || @study, '{}', @outbox, 0, 0, 1);
        """,
        new { study, job, outbox },
        transaction));
}
