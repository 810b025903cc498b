using Dapper;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Outbox;

/// <summary>Which rows a result makes, in its own transaction, and what holds them back.</summary>
public sealed class PacsRowsTests
{
    [Theory]
    [InlineData("sc", "double", 2)]
    [InlineData("sr", "double", 0)]
    [InlineData("sc", "another", 0)]
    [InlineData(null, null, 2)]
    public async Task Commit_MakesRowsForWhatTheArchiveGets(string? kind, string? model, int rows)
    {
        ResultObjectKind[]? kinds = kind switch { "sc" => [ResultObjectKind.SecondaryCapture], "sr" => [ResultObjectKind.StructuredReport], _ => null };
        await using var bench = new PacsBench(results: new PacsResultsConfig(kinds, model is null ? null : [model], null));
        bench.Commit("1.2.1", JobUrgency.Stat, "1.2.1.11", "1.2.1.12");
        Assert.Equal(rows, bench.List().Count);
        Assert.All(bench.List(), row => Assert.Equal((PacsBench.Destination, JobUrgency.Stat, "waiting"), (row.Destination, row.Urgency!.Value, row.State)));
    }

    [Fact]
    public async Task Held_WaitsForTheChoiceOfAnOperator()
    {
        await using var bench = new PacsBench();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        bench.Hold("1.2.1");
        await bench.TurnAsync();
        Assert.Equal(("set-aside", UnitHold.Reason), (bench.States(), bench.List()[0].Reason));
        Assert.Empty(bench.Taken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Held_AfterTheArchiveRejectedUs_IsNotSentOnceItAcceptsUs(bool passedOver)
    {
        await using var bench = new PacsBench();
        bench.Decision = AssociationDecision.Reject(AssociationRejection.CallingAeTitleNotRecognized);
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        bench.Commit("1.2.2", JobUrgency.Routine, "1.2.2.11");
        await bench.TurnAsync();
        await bench.TurnAfterWaitAsync(4);
        Assert.All(bench.List(), row => Assert.StartsWith(UnitHold.RejectedPrefix, row.Reason, StringComparison.Ordinal));

        bench.Hold("1.2.1");
        if (passedOver)
        {
            PassOver(bench);
        }

        bench.Decision = AssociationDecision.Accept;
        await bench.TurnAfterWaitAsync(2);
        Assert.Equal(["1.2.2.11"], bench.Taken);
        Assert.Equal(("set-aside delivered", passedOver ? UnitHold.PassedOver : UnitHold.Reason), (bench.States(), bench.List()[0].Reason));
        if (!passedOver)
        {
            bench.Hold("1.2.1", holds: false);
            await bench.TurnAsync();
            Assert.Equal(["1.2.2.11", "1.2.1.11"], bench.Taken);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Held_WhatIsStored_IsNotSentAgainWhenItIsNotCommitted(bool takenDuringTheHold)
    {
        await using var bench = new PacsBench(commits: true);
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        if (takenDuringTheHold)
        {
            PacsRow row = bench.Table.Next(PacsBench.Destination, [])!;
            bench.Hold("1.2.1");
            bench.Table.Take(PacsBench.Destination, row, isCommitted: false, null);
            bench.Commitments.Request("archive");
        }
        else
        {
            await bench.TurnAsync();
            bench.Hold("1.2.1");
        }

        bench.Appliance.Store.Write((connection, transaction) => connection.Execute("UPDATE commitments SET done_at = 1", transaction: transaction));
        bench.Commitments.Settle("archive");
        Assert.Equal(("set-aside", UnitHold.Reason), (bench.States(), bench.List()[0].Reason));
        PassOver(bench);
        await bench.TurnAfterWaitAsync(1);
        Assert.Equal(("set-aside", UnitHold.PassedOver), (bench.States(), bench.List()[0].Reason));
    }

    [Fact]
    public async Task Held_WhateverItsRowSays_IsNotGivenOut()
    {
        await using var bench = new PacsBench();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        bench.Hold("1.2.1");
        Assert.Equal("set-aside", bench.Rows.SendAgain(bench.List()[0].Id)!.State);
        bench.Appliance.Store.Write((connection, transaction) => connection.Execute("UPDATE outbox SET state = 'waiting'", transaction: transaction));
        Assert.Null(bench.Table.Next(PacsBench.Destination, []));
        PassOver(bench);
        Assert.Equal(("set-aside", UnitHold.PassedOver), (bench.States(), bench.List()[0].Reason));
    }

    /// <summary>What follows for a held unit when an operator chooses other content.</summary>
    private static void PassOver(PacsBench bench) => bench.Appliance.Store.Write((connection, transaction) =>
    {
        UnitHold.PassOver(transaction, connection.ExecuteScalar<long>("SELECT id FROM units WHERE study_uid = '1.2.1'", transaction: transaction));
        connection.Execute("UPDATE units SET current = 0, held = 0 WHERE study_uid = '1.2.1'", transaction: transaction);
    });

    [Fact]
    public async Task Replaced_IsWithdrawnWhereItWaits()
    {
        await using var bench = new PacsBench();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.21");
        await bench.TurnAsync();
        Assert.Equal(("set-aside delivered", Withdrawal.Reason), (bench.States(), bench.List()[0].Reason));
        Assert.Equal(["1.2.1.21"], bench.Taken);
        Assert.DoesNotContain("pacs-set-aside", bench.Faults);
    }

    [Fact]
    public async Task Replaced_AfterARevisionThatFailed_IsWithdrawnToo()
    {
        await using var bench = new PacsBench();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        bench.Outcome = ResultOutcome.Failed;
        bench.Commit("1.2.1", JobUrgency.Routine);
        Assert.Equal("waiting", bench.States());
        bench.Outcome = ResultOutcome.Completed;
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.31");
        await bench.TurnAsync();
        Assert.Equal(("set-aside delivered", Withdrawal.Reason), (bench.States(), bench.List()[0].Reason));
        Assert.Equal(["1.2.1.31"], bench.Taken);
    }

    /// <summary>The archive has the first revision; what rejects it was made by the second, which never got there, and the third rejects only the second.</summary>
    [Fact]
    public async Task Replaced_TheRejectionOfWhatTheArchiveHas_IsSentAllTheSame()
    {
        await using var bench = new PacsBench { Kind = sop => sop.EndsWith('9') ? ResultObjectKind.RejectionNote : ResultObjectKind.SecondaryCapture };
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        await bench.TurnAsync();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.21", "1.2.1.29");
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.31", "1.2.1.39");
        await bench.TurnAsync();
        Assert.Equal(["1.2.1.11", "1.2.1.29", "1.2.1.31", "1.2.1.39"], bench.Taken);
        Assert.Equal("delivered set-aside delivered delivered delivered", bench.States());
    }

    [Fact]
    public async Task Discarded_IsForgotten_AndTheResultStays()
    {
        await using var bench = new PacsBench();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11", "1.2.1.12");
        Assert.Equal(2, new OutboxTable(bench.Appliance.Store, TimeProvider.System).Discard(PacsBench.Destination));
        Assert.Empty(bench.List());
        Assert.Equal(1, bench.Appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    [Fact]
    public async Task LostDatabase_LeavesDeliveryToAnOperator()
    {
        await using var bench = new PacsBench();
        bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        bench.Appliance.Restart(loseDatabase: true);
        bench.Appliance.Recover();
        Assert.Equal("set-aside", bench.Appliance.Scalar<string>("SELECT state FROM outbox"));
    }
}
