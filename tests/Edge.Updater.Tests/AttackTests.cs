using Edge.Contracts;
using Edge.Releases.Keys;
using Edge.Releases.Offers;
using Edge.Releases.Tests;
using Edge.Updater.Journal;
using Edge.Updater.Machine;

namespace Edge.Updater.Tests;

/// <summary>One test for each attack and fault. Each ends in the right state, and the release that served serves on.</summary>
public sealed class AttackTests
{
    [Fact]
    public Task ArbitrarySoftware_SignedBySomebodyElse_IsRejected() => RejectsAsync(
        operations =>
        {
            using SigningKey stranger = SigningKey.Create(EcdsaCurve.P256);
            string folder = operations.MakeRelease("2.0.0");
            operations.Sign(folder, stranger);
            operations.Offer("2.0.0", folder);
        },
        "signed by the key");

    [Fact]
    public Task ArbitrarySoftware_NotSigned_IsRejected() => RejectsAsync(
        operations => operations.Offer("2.0.0", operations.MakeRelease("2.0.0")), "model.sig");

    [Fact]
    public Task MixAndMatch_FileThatWasNotSigned_IsRejected() => RejectsAsync(
        operations =>
        {
            string folder = operations.MakeRelease("2.0.0");
            operations.Sign(folder);
            File.WriteAllText(Path.Combine(folder, "extra.bin"), "not signed");
            operations.Offer("2.0.0", folder);
        },
        "extra.bin");

    [Fact]
    public Task MixAndMatch_ManifestOfAnotherVersion_IsRejected() => RejectsAsync(
        operations =>
        {
            string folder = operations.MakeRelease("1.5.0");
            operations.Sign(folder);
            operations.Offer("2.0.0", folder);
        },
        "1.5.0");

    [Fact]
    public async Task WrongDeviceKind_IsNotOffered()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0", change: offer => offer with { DeviceKinds = ["jetson-orin-nano"] });

        Assert.Null(await device.CheckAsync());

        Assert.Empty(device.Journal.Last(1));
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task NewerRuntimeNeeded_IsNotOffered()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0", change: offer => offer with { LeastRuntime = new Version(1, 1) });

        Assert.Null(await device.CheckAsync());

        Assert.Empty(device.Journal.Last(1));
    }

    [Fact]
    public async Task BitFlip_InAFileOfTheSource_NeverServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        string network = Directory.GetFiles(Path.Combine(fixture.Operations.Tree, "targets"), "*model.onnx", SearchOption.AllDirectories).Single();
        await RewriteAsync(network, text => text.Replace("network", "netw0rk", StringComparison.Ordinal));
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.Rejected, update.State);
        Assert.Contains("failed 6 times", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Truncation_OfAFileOfTheSource_IsFetchedAgainOnceItIsWhole()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        string network = Directory.GetFiles(Path.Combine(fixture.Operations.Tree, "targets"), "*model.onnx", SearchOption.AllDirectories).Single();
        string whole = await RewriteAsync(network, text => text[..3]);
        await device.CheckAsync();
        Assert.Equal(UpdateState.Downloading, (await device.RunAsync(2)).State);

        await RewriteAsync(network, _ => whole);

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Freeze_MetadataThatExpired_InstallsNothingAndSaysSo()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        fixture.Time.Advance(TimeSpan.FromDays(400));

        string? problem = await device.CheckAsync();

        Assert.Contains("expired", problem, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(device.Journal.Open());
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Rollback_ReleaseBelowTheFloor_IsNotOffered()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        fixture.Operations.Offer("3.0.0");
        fixture.Runtime.Records["3.0.0"] = UpdateFixture.Good;
        await device.CheckAsync();
        Assert.Equal("3.0.0", (await device.RunAsync()).ToVersion);

        // The newer one is not for this device any more: the older one is no way forward.
        fixture.Operations.Change("3.0.0", offer => offer with { Assigned = [] });
        await device.CheckAsync();

        Assert.Empty(device.Journal.Open());
        Assert.Equal("3.0.0", device.Serves());
    }

    [Fact]
    public async Task Rollback_OlderMetadata_IsRefused()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        string old = fixture.Files.At("old");
        Copy(fixture.Operations.Tree, old);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        Assert.NotNull(await device.CheckAsync(old));
    }

    [Fact]
    public async Task Suspend_OfWhatIsOnProbation_TakesItBackAndTellsTheRuntime()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Runtime.Records["2.0.0"] = new ServingRecord(1, 0, 100);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.RunAsync(3);
        Assert.Equal("2.0.0", device.Serves());

        fixture.Operations.Change("2.0.0", offer => offer with { SuspendedBecause = "Misses effusions." });
        await device.CheckAsync();
        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.RolledBack, update.State);
        Assert.Contains("Misses effusions.", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
        Assert.Equal([new SuspendedRelease(Operations.Model, "2.0.0", "Misses effusions.")], device.Slots.Suspended());
    }

    [Fact]
    public async Task Suspend_ReleaseIsOfferedNoMore_StaysUntilItIsOfferedUnsuspended()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        var offer = new ReleaseOffer(Operations.Model, "1.0.0", 1, null, new Version(0, 0), "Better edges.", ["site/*"], "Misses effusions.");
        device.Intake.Take([offer], null, isAsked: false);
        device.Intake.Take([], null, isAsked: false);
        Assert.Equal([new SuspendedRelease(Operations.Model, "1.0.0", "Misses effusions.")], device.Slots.Suspended());

        device.Intake.Take([offer with { SuspendedBecause = null }], null, isAsked: false);
        Assert.Empty(device.Slots.Suspended());
    }

    [Fact]
    public async Task Suspend_FromAStick_Counts()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: config => config with { Sources = [fixture.Files.At("unreachable")] });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("1.0.0", fixture.Files.At("release-1.0.0"));
        fixture.Operations.Change("1.0.0", offer => offer with { SuspendedBecause = "Withdrawn." });
        string stick = fixture.Files.At("stick");
        Copy(fixture.Operations.Tree, stick);

        Assert.NotNull(await device.CheckAsync());
        Assert.Null(await device.CheckAsync(stick));

        Assert.Equal("Withdrawn.", device.Slots.Suspended().Single().Reason);
    }

    [Fact]
    public async Task Stick_PulledMidway_GoesOnWhenItIsBack()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: config => config with { Sources = [fixture.Files.At("unreachable")] });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        string stick = fixture.Files.At("stick");
        Copy(fixture.Operations.Tree, stick);
        await device.CheckAsync(stick);
        Directory.Move(Path.Combine(stick, "targets"), fixture.Files.At("pulled"));

        UpdateRow update = await device.RunAsync(2);
        Assert.Equal(UpdateState.Downloading, update.State);
        Assert.Equal("1.0.0", device.Serves());

        Directory.Move(fixture.Files.At("pulled"), Path.Combine(stick, "targets"));
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task ClockBehind_InstallsNothingUntilItIsSet()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using (Device before = fixture.Device())
        {
            fixture.InstallFirst(before);
            Assert.Null(await before.CheckAsync());
        }

        var stopped = new ManualClock(DateTimeOffset.UnixEpoch);
        using var device = new Device(fixture.Files, fixture.Operations, stopped);
        fixture.Operations.Offer("2.0.0");

        Assert.Null(await device.CheckAsync());
        UpdateRow update = await device.RunAsync(3);

        Assert.False(device.Agent.Status().ClockSure);
        Assert.Equal(UpdateState.Offered, update.State);
        Assert.Contains("Set the clock", update.Reason, StringComparison.Ordinal);

        stopped.Advance(ManualClock.Start - DateTimeOffset.UnixEpoch);
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task ClockTenYearsAhead_InstallsNothingAndDoesNotPoisonTheFloor()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        var ahead = new ManualClock(ManualClock.Start.AddYears(10));
        using (var device = new Device(fixture.Files, fixture.Operations, ahead))
        {
            fixture.InstallFirst(device);
            fixture.Operations.Offer("2.0.0");
            Assert.NotNull(await device.CheckAsync());
        }

        using Device right = fixture.Device();
        Assert.True(right.Clock.IsSure);
        Assert.Null(await right.CheckAsync());
        Assert.Equal(UpdateState.Committed, (await right.RunAsync()).State);
    }

    [Fact]
    public async Task DiskFull_IsSaidAndTriedAgainAndEnds()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(freeBytes: 1024 * 1024);
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        Assert.Contains("MiB of free space", (await device.RunAsync(1)).Reason, StringComparison.Ordinal);
        Assert.Equal(UpdateState.Downloading, (await device.RunAsync(UpdateMachine.AttemptsMax)).State);
        UpdateRow update = await device.RunAsync(UpdateMachine.OutagesMax);
        Assert.Equal(UpdateState.Rejected, update.State);
        Assert.Contains($"failed {UpdateMachine.OutagesMax} times", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task Store_ThatCannotBeWritten_IsSaidAndTheOldOneServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        string inTheWay = Path.Combine(device.Store, ".staging");
        await File.WriteAllTextAsync(inTheWay, "in the way", TestContext.Current.CancellationToken);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync(4);
        Assert.Equal(UpdateState.Downloading, update.State);
        Assert.Contains(inTheWay, update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());

        File.Delete(inTheWay);
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task BoundsThatLetAnythingPass_AreRejected()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Shadow = UpdateFixture.Plan with { LeastStudies = 0 };
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.Rejected, update.State);
        Assert.Contains("shadow.leastStudies", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task DisagreesInShadow_IsQuarantinedWithTheFigures_AndTheOldOneServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        fixture.Operations.Shadow = UpdateFixture.Plan with { LeastStudies = 20 };
        fixture.Runtime.Studies.AddRange([UpdateFixture.Same, UpdateFixture.Other, UpdateFixture.Same]);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync();

        // None may disagree, so that the others need not be waited for.
        Assert.Equal(UpdateState.Quarantined, update.State);
        Assert.Equal(
            "1 of 2 studies disagree with 1.0.0; at most 0 may. 3 of 4 findings have the same call; largest difference of a probability 0.61 (nodule; at most 0.1).", update.Reason);
        Assert.Equal("1.0.0", device.Serves());
        Assert.False(Directory.Exists(device.Slots.ReleaseOf(Operations.Model, "2.0.0")));
        Assert.Equal(["", "0"], fixture.Runtime.ComparedAfter);

        // It is not tried for ever.
        await device.CheckAsync();
        Assert.Empty(device.Journal.Open());
    }

    private static async Task RejectsAsync(Action<Operations> offer, string reason)
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device();
        fixture.InstallFirst(device);
        offer(fixture.Operations);
        Assert.Null(await device.CheckAsync());

        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.Rejected, update.State);
        Assert.Contains(reason, update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
        Assert.Empty(fixture.Runtime.Tried);
    }

    /// <returns>What it held before.</returns>
    private static async Task<string> RewriteAsync(string file, Func<string, string> change)
    {
        string before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, change(before), TestContext.Current.CancellationToken);
        return before;
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
