using Edge.Contracts;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests;

/// <summary>An update from offer to its end.</summary>
public sealed class UpdateTests
{
    [Fact]
    public async Task Offer_GoodRelease_ServesAndRaisesTheFloor()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");

        Assert.Null(await device.CheckAsync());
        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.Committed, update.State);
        Assert.Equal("2.0.0", device.Serves());
        Assert.Equal(new ModelPointer("2.0.0", "2.0.0"), device.Slots.PointerOf(Operations.Model));
        Assert.Equal(1, device.Journal.FloorOf(Operations.Model));
        Assert.Equal(["2.0.0"], fixture.Runtime.Tried);
    }

    [Fact]
    public async Task Offer_FirstReleaseOfAModel_Serves()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.Runtime.Records["1.0.0"] = UpdateFixture.Good;
        fixture.Operations.Offer("1.0.0");

        await device.CheckAsync();

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Offer_ApprovalByTechnician_WaitsForIt()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: config => config with { Approval = UpdateApproval.Technician });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        Assert.Equal(UpdateState.Offered, (await device.RunAsync(3)).State);
        Assert.Equal("1.0.0", device.Serves());

        Assert.Null(device.Agent.Approve(Operations.Model));
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Qualify_GoldenCaseFails_QuarantinesAndTheOldOneServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Disqualified["2.0.0"] = "Golden case 1 differs by 0.4 in stage infer.";
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.Quarantined, update.State);
        Assert.Contains("Golden case 1", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
        Assert.False(Directory.Exists(device.Slots.ReleaseOf(Operations.Model, "2.0.0")));

        // It is not tried for ever.
        await device.CheckAsync();
        Assert.Empty(device.Journal.Open());
    }

    [Fact]
    public async Task Qualify_FailsForAReasonThatMayPass_IsTriedAgainAndServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Disqualified["2.0.0"] = "Its process was ended by signal 9.";
        fixture.Runtime.MayPass.Add("2.0.0");
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync(1);

        Assert.Equal((UpdateState.Qualifying, "Its process was ended by signal 9."), (update.State, update.Reason));
        fixture.Runtime.Disqualified.Clear();
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Theory]
    [InlineData(10, 2, 100, "2 of 10 results failed")]
    [InlineData(10, 0, 151, "95 of 100 jobs")]
    public async Task Probation_OutOfBounds_TakesItselfBack(int results, int failed, double p95Ms, string reason)
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(results, failed, p95Ms);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.RolledBack, update.State);
        Assert.Contains(reason, update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
        Assert.Equal(0, device.Journal.FloorOf(Operations.Model));
    }

    [Fact]
    public async Task Probation_TooFewResults_NeverPassesByItself()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(3, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(3);
        fixture.Time.Advance(TimeSpan.FromDays(3));

        UpdateRow update = await device.RunAsync(3);

        Assert.Equal(UpdateState.Probation, update.State);
        Assert.Contains("too few to judge", update.Reason, StringComparison.Ordinal);

        // A technician may commit it.
        Assert.Null(device.Agent.Approve(Operations.Model));
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task RollBack_DuringProbation_GoesBack()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(3, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(3);
        Assert.Equal("2.0.0", device.Serves());

        Assert.Null(await device.Agent.RollBackAsync(Operations.Model, "User 1000", TestContext.Current.CancellationToken));
        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.RolledBack, update.State);
        Assert.Contains("User 1000", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Activate_OutsideTheWindow_WaitsForIt()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        TimeOnly opens = TimeOnly.FromTimeSpan(fixture.Time.GetLocalNow().TimeOfDay).AddMinutes(90);
        using Device device = fixture.Device(change: config => config with
        {
            Window = new UpdateWindowConfig(opens.ToString("HH:mm", null), opens.AddHours(1).ToString("HH:mm", null)),
        });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(1);

        Assert.Equal(UpdateState.WaitingWindow, device.Journal.Last(1)[0].State);
        Assert.Equal("1.0.0", device.Serves());
        DateTimeOffset before = fixture.Time.GetUtcNow();

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.True(fixture.Time.GetUtcNow() - before >= TimeSpan.FromMinutes(89));
    }

    [Fact]
    public async Task Runtime_Down_WaitsAndLosesNothing()
    {
        UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using (fixture)
        {
            using Device device = fixture.Device();
            fixture.InstallFirst(device);
            fixture.Operations.Offer("2.0.0");
            await fixture.Runtime.DisposeAsync();
            await device.CheckAsync();

            UpdateRow update = await device.RunAsync(20);

            Assert.Equal(UpdateState.Qualifying, update.State);
            Assert.Equal(0, update.Attempts);
            Assert.Equal("1.0.0", device.Serves());

            await using StandInRuntime again = await StandInRuntime.StartAsync(fixture.Files.At("runtime.sock"), device.Store);
            again.Records["2.0.0"] = UpdateFixture.Good;
            Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        }
    }

    [Fact]
    public async Task Offer_NewerOneBeforeItWasStaged_CallsTheOldOneOff()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: config => config with { Approval = UpdateApproval.Technician });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        fixture.Operations.Offer("3.0.0");
        await device.CheckAsync();

        Assert.Equal([UpdateState.Offered, UpdateState.Cancelled], device.Journal.Last(2).Select(update => update.State));
        Assert.Equal("3.0.0", device.Journal.Open().Single().ToVersion);
    }

    [Fact]
    public async Task Download_FileThatTheActiveReleaseHas_IsTakenFromThere()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        File.Delete(Directory.GetFiles(Path.Combine(fixture.Operations.Tree, "targets"), "*cases.json", SearchOption.AllDirectories).Single());
        await device.CheckAsync();

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }
}
