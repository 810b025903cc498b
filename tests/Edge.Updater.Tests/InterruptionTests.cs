using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests;

/// <summary>What comes between while an update is under way: outages, wrong clocks, operators.</summary>
public sealed class InterruptionTests
{
    [Fact]
    public async Task Source_AwayForADay_IsFetchedOnceItIsBack()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        string away = fixture.Operations.Tree + ".away";
        Directory.Move(fixture.Operations.Tree, away);

        UpdateRow waiting = await device.RunAsync(30);

        Assert.Equal(UpdateState.Downloading, waiting.State);
        Assert.InRange(waiting.Attempts, 7, 30);
        Assert.True(fixture.Time.GetUtcNow() - waiting.Since > TimeSpan.FromHours(12));
        Directory.Move(away, fixture.Operations.Tree);
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Rejected_IsTriedAgainOnlyWhenSomebodyAsks()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        Assert.Null(await device.Agent.RollBackAsync(Operations.Model, "User 1000", TestContext.Current.CancellationToken));
        Assert.Equal(UpdateState.Cancelled, device.Journal.Last(1)[0].State);

        device.Intake.Take(device.Feed.Offers, source: null, isAsked: false);
        Assert.Empty(device.Journal.Open());

        await device.CheckAsync();
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    [SuppressMessage("Reliability", "CA2025", Justification = "The trial is awaited before the turn is disposed.")]
    public async Task RollBack_WhileItIsTried_DoesNotWaitForTheTrial()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        fixture.Runtime.Hold = new TaskCompletionSource();
        await device.Machine.TurnAsync(TestContext.Current.CancellationToken);
        using var turn = new SemaphoreSlim(1, 1);
        Task<TimeSpan> trying = device.Machine.QualifyAsync(turn, TestContext.Current.CancellationToken);
        await fixture.Runtime.Asked.Task;

        Assert.Null(await device.Agent.RollBackAsync(Operations.Model, "User 1000", TestContext.Current.CancellationToken));
        await trying;

        Assert.Equal(UpdateState.Cancelled, device.Journal.Last(1)[0].State);
        Assert.Equal("1.0.0", device.Serves());
        fixture.Runtime.Hold.SetResult();
    }

    [Fact]
    public async Task Release_FoundWhileTheAgentWaits_IsTriedAtOnce()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        await device.Agent.StartAsync(TestContext.Current.CancellationToken);
        fixture.Operations.Offer("2.0.0");

        await device.CheckAsync();
        await fixture.Runtime.Asked.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await device.Agent.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["2.0.0"], fixture.Runtime.Tried);
    }

    [Fact]
    public async Task Suspended_WhileItRollsBack_GoesOnRollingBack()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(3, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(3);
        Assert.Equal("2.0.0", device.Serves());

        fixture.Operations.Change("2.0.0", offer => offer with { SuspendedBecause = "It misses lesions." });
        await device.CheckAsync();
        await device.CheckAsync();
        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.RolledBack, update.State);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Clock_YearsAheadForAMoment_HoldsNoUpdateBack()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(3, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(3);
        fixture.Time.Advance(TimeSpan.FromDays(3650));
        await device.RunAsync(1);
        fixture.Time.Advance(TimeSpan.FromDays(-3650));

        fixture.Runtime.Records["2.0.0"] = new ServingRecord(10, 9, 100);
        TimeSpan wait = await device.Machine.TurnAsync(TestContext.Current.CancellationToken);

        Assert.Equal(UpdateState.RolledBack, device.Journal.Last(1)[0].State);
        Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Stick_OfAnotherUpdate_IsNotWhereThisOneComesFrom()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: config => config with { Approval = UpdateApproval.Technician });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        string stick = fixture.Files.At("stick");
        Copy(fixture.Operations.Tree, stick);
        await device.CheckAsync(stick);
        Directory.Delete(stick, recursive: true);
        Assert.Null(device.Agent.Approve(Operations.Model));

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Store_KeepsTheLastVersionsAlone()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        for (int major = 2; major <= 6; major++)
        {
            string version = $"{major}.0.0";
            fixture.Runtime.Records[version] = UpdateFixture.Good;
            fixture.Operations.Offer(version, change: offer => offer with { Counter = major });
            await device.CheckAsync();
            Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        }

        Assert.Equal(
            ["1.0.0", "4.0.0", "5.0.0", "6.0.0"],
            Directory.GetDirectories(Path.Combine(device.Store, Operations.Model)).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(Path.Combine(device.Store, ".staging", Operations.Model)));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
