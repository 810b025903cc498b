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

        // A hint over the broker proves nothing.
        Assert.Null(await device.Agent.HeedHintAsync(TestContext.Current.CancellationToken));
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
        await device.TurnAsync(TestContext.Current.CancellationToken);
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
    public async Task Clock_AheadWhenItWasActivated_WatchesItFromWhenItWasSetBack()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(3, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        await device.RunAsync(2);
        Assert.Equal(UpdateState.Probation, device.Journal.Last(1)[0].State);
        fixture.Time.Advance(TimeSpan.FromHours(-2));
        DateTimeOffset setBack = fixture.Time.GetUtcNow();

        device.Journal.Hasten(device.Journal.Last(1)[0]);
        await device.TurnAsync(TestContext.Current.CancellationToken);

        Assert.InRange(device.Journal.Last(1)[0].ActivatedAt!.Value, setBack - TimeSpan.FromSeconds(1), setBack);
    }

    [Fact]
    public async Task Look_ThatFailedForAHint_IsRepeatedSoon()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: static config => config with { CheckMinutes = 10_000 });
        Assert.Null(await device.CheckAsync());
        await device.Agent.StartAsync(TestContext.Current.CancellationToken);
        string away = fixture.Operations.Tree + ".away";
        Directory.Move(fixture.Operations.Tree, away);
        Assert.NotNull(await device.Agent.HeedHintAsync(TestContext.Current.CancellationToken));
        Directory.Move(away, fixture.Operations.Tree);

        // A few minutes, and not the hour after which it looks whatever happened.
        for (int minutes = 0; device.Agent.Status().CheckProblem is not null && minutes < 50; minutes++)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Null(device.Agent.Status().CheckProblem);
        await device.Agent.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Newer_WhileItWaitsForTheWindow_TakesItsPlace()
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
        fixture.Runtime.Records["3.0.0"] = UpdateFixture.Good;
        fixture.Operations.Offer("3.0.0");

        await device.CheckAsync();

        Assert.Equal([UpdateState.Offered, UpdateState.Cancelled], device.Journal.Last(2).Select(update => update.State));
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Equal("3.0.0", device.Serves());
    }

    [Fact]
    public async Task Newer_WhileTooFewResultsHoldTheOldOneUp_TakesItsPlace()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(3, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(3);
        fixture.Runtime.Records["3.0.0"] = UpdateFixture.Good;
        fixture.Operations.Offer("3.0.0");
        await device.CheckAsync();
        Assert.Equal(UpdateState.Probation, device.Journal.Last(1)[0].State);
        fixture.Time.Advance(TimeSpan.FromHours(25));

        await device.CheckAsync();
        UpdateRow old = await device.RunAsync();
        Assert.Equal((UpdateState.RolledBack, "A newer release is offered."), (old.State, old.Reason));

        await device.CheckAsync();
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Equal("3.0.0", device.Serves());
    }

    [Fact]
    public async Task Stick_PulledBeforeItWasFetched_ComesFromTheConfiguredSources()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: config => config with { Approval = UpdateApproval.Technician });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        string stick = fixture.Files.At("stick");
        Copy(fixture.Operations.Tree, stick);
        Assert.Null(await device.CheckAsync(stick));
        Directory.Delete(stick, recursive: true);
        Assert.Null(device.Agent.Approve(Operations.Model));

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
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
