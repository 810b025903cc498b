using Edge.Contracts;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests;

/// <summary>A release that is held against the one that serves before it may.</summary>
public sealed class ShadowTests
{
    private static ShadowAgreement Same => UpdateFixture.Same;

    [Fact]
    public async Task Shadow_Agrees_GoesOnAndServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = await OfferAsync(fixture, UpdateFixture.Plan);
        fixture.Runtime.Studies.Add(Same);

        UpdateRow update = await device.RunAsync(5);

        Assert.Equal(UpdateState.Shadow, update.State);
        Assert.Equal(
            "1 of 2 studies compared, 0 disagree. 2 of 2 findings have the same call; largest difference of a probability 0.02 (nodule; at most 0.1). It waits for studies that 1.0.0 reads.",
            update.Reason);
        Assert.Equal("1.0.0", device.Serves());

        fixture.Runtime.Studies.Add(Same);
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Equal("2.0.0", device.Serves());
    }

    [Fact]
    public async Task Shadow_AfterAStart_GoesOnWithTheNextStudy()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        fixture.Runtime.Studies.Add(Same);
        using (Device before = await OfferAsync(fixture, UpdateFixture.Plan))
        {
            Assert.Equal(UpdateState.Shadow, (await before.RunAsync(4)).State);
        }

        fixture.Runtime.Studies.Add(Same);
        fixture.Runtime.ComparedAfter.Clear();
        using Device device = fixture.Device();
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Equal(["0"], fixture.Runtime.ComparedAfter);
    }

    [Fact]
    public async Task Shadow_StudyThatCannotBeCompared_IsPassedOverAndCountsForNothing()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = await OfferAsync(fixture, UpdateFixture.Plan);
        fixture.Runtime.Studies.AddRange([null, Same, null, null]);

        UpdateRow update = await device.RunAsync(6);

        Assert.StartsWith("1 of 2 studies compared", update.Reason, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], device.Journal.ShadowStudies(update.Id).Select(static study => study.ResultId));
        fixture.Runtime.Studies.Add(Same);
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Shadow_TooFewStudies_NeverPassesByItself()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = await OfferAsync(fixture, UpdateFixture.Plan);
        await device.RunAsync(3);
        fixture.Time.Advance(TimeSpan.FromDays(3));

        UpdateRow update = await device.RunAsync(3);

        Assert.Equal(UpdateState.Shadow, update.State);
        Assert.Contains("too few to judge", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());

        // A technician may let it go on.
        Assert.Null(device.Agent.Approve(Operations.Model));
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task RollBack_DuringShadow_CallsItOff()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = await OfferAsync(fixture, UpdateFixture.Plan);
        await device.RunAsync(3);

        Assert.Null(await device.Agent.RollBackAsync(Operations.Model, "User 1000", TestContext.Current.CancellationToken));

        Assert.Equal(UpdateState.Cancelled, device.Journal.Last(1)[0].State);
        Assert.False(Directory.Exists(device.Slots.ReleaseOf(Operations.Model, "2.0.0")));
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Offer_NewerOneDuringShadow_CallsTheOldOneOff()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = await OfferAsync(fixture, UpdateFixture.Plan);
        await device.RunAsync(3);
        fixture.Operations.Offer("3.0.0");
        await device.CheckAsync();

        Assert.Equal([UpdateState.Offered, UpdateState.Cancelled], device.Journal.Last(2).Select(update => update.State));
    }

    [Fact]
    public async Task Shadow_NothingServes_IsLeftOut()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.Operations.Shadow = UpdateFixture.Plan;
        fixture.Runtime.Records["2.0.0"] = UpdateFixture.Good;
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Empty(fixture.Runtime.ComparedAfter);
    }

    private static async Task<Device> OfferAsync(UpdateFixture fixture, ShadowPlan plan)
    {
        Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Shadow = plan;
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        return device;
    }
}
