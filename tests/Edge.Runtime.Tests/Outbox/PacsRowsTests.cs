using Edge.Contracts;
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
        bench.Appliance.Store.Write((connection, transaction) =>
        {
            Dapper.SqlMapper.Execute(connection, "UPDATE instances SET flag = @Flag WHERE study_uid = '1.2.1'", new { UnitHold.Flag }, transaction);
            UnitHold.Refresh(transaction, "1.2.1");
        });
        await bench.TurnAsync();
        Assert.Equal(("set-aside", UnitHold.Reason), (bench.States(), bench.List()[0].Reason));
        Assert.Empty(bench.Taken);
    }

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
