using Edge.Contracts;
using Edge.Updater.Journal;
using Edge.Updater.Machine;

namespace Edge.Updater.Tests;

/// <summary>A release on probation whose outputs are distributed otherwise than those of the release before.</summary>
public sealed class OutputDriftTests
{
    private static readonly long[] Usual = [150, 30, 10, 20, 190];
    private static readonly long[] Near = [75, 15, 5, 10, 95];
    private static readonly long[] Moved = [20, 20, 20, 20, 120];

    /// <summary>By Python: half is added to each count; sum((n / N - b / B) * log((n / N) / (b / B))).</summary>
    [Theory]
    [InlineData(new long[] { 150, 30, 10, 20, 190 }, new long[] { 150, 30, 10, 20, 190 }, 0)]
    [InlineData(new long[] { 150, 30, 10, 20, 190 }, new long[] { 20, 20, 20, 20, 120 }, 0.5279869944459782)]
    [InlineData(new long[] { 200, 0 }, new long[] { 0, 200 }, 11.928281447376257)]
    public void Index_TwoDistributions_IsThatOfPython(long[] before, long[] now, double expected) => Assert.Equal(expected, StabilityIndex.Of(before, now), 9);

    [Fact]
    public async Task Probation_OutputsMoved_TakesItselfBackAndSaysWhy()
    {
        UpdateRow update = await RunAsync(0.25, 200, Usual, Moved);
        Assert.Equal(UpdateState.RolledBack, update.State);
        Assert.Equal("The output nodule is distributed otherwise than with 1.0.0: stability index 0.53 over 400 and 200 results, and 0.25 is allowed.", update.Reason);
    }

    [Theory]
    [InlineData(0.25, 200)]
    [InlineData(null, 10)]
    public async Task Probation_OutputsAsBeforeOrNotWatched_IsCommitted(double? most, int results) =>
        Assert.Equal(UpdateState.Committed, (await RunAsync(most, results, Usual, most is null ? Moved : Near)).State);

    [Fact]
    public async Task Probation_OutputsWatched_WaitsForEnoughOfThem()
    {
        UpdateRow update = await RunAsync(0.25, 199, Usual, Moved);
        Assert.Equal((UpdateState.Probation, "199 of 200 results so far, 0 failed."), (update.State, update.Reason));
    }

    [Fact]
    public async Task Probation_ReleaseBeforeHasReadTooLittle_IsNotJudgedByOutputs() =>
        Assert.Equal(UpdateState.Committed, (await RunAsync(0.25, 200, [100, 99, 0, 0, 0], Moved)).State);

    private static async Task<UpdateRow> RunAsync(double? most, int results, long[] before, long[] now)
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.DriftMax = most;
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(results, 0, 100);
        fixture.Runtime.Outputs["1.0.0"] = new OutputCounts("nodule", before);
        fixture.Runtime.Outputs["2.0.0"] = new OutputCounts("nodule", now);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        UpdateRow update = await device.RunAsync(8);
        Assert.Equal(update.State == UpdateState.RolledBack ? "1.0.0" : "2.0.0", device.Serves());
        return update;
    }
}
