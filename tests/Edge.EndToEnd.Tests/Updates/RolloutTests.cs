using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary><c>edgectl fleet rollout</c> against devices at a real broker.</summary>
/// <param name="published">A repository with a release for every device.</param>
public sealed class RolloutTests(PublishedRelease published) : IClassFixture<PublishedRelease>
{
    private static readonly string[] Devices = [.. Enumerable.Range(0, 10).Select(number => $"ward-{number}")];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rollout_EveryDeviceTakesIt_GoesWaveAfterWaveToTheEnd()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using SimulatedDevices devices = await SimulatedDevices.StartAsync(broker.Port, Devices);
        Outcome outcome = await RolloutAsync(broker);

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
        Assert.Equal(Devices, devices.Told.Order());
        Assert.Contains("Wave of 10 %: 1 more of 10 devices.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Wave of 50 %: 4 more of 10 devices.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("is on 10 of 10 devices.", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollout_TooManyFail_StopsByItselfAndTellsNobodyElse()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using SimulatedDevices devices = await SimulatedDevices.StartAsync(broker.Port, Devices, Devices);
        Outcome outcome = await RolloutAsync(broker);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Single(devices.Told);
        Assert.Contains("quarantined, Golden case 1 differs.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Stopped.", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollout_NobodyAtTheBroker_SaysSo()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        Outcome outcome = await RolloutAsync(broker);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("No device has said", outcome.Errors, StringComparison.Ordinal);
    }

    private Task<Outcome> RolloutAsync(MosquittoBroker broker) => Tool.RunAsync(
        Checkout.Program("edgectl"),
        "edgectl",
        ["fleet", "rollout", published.Repository, ReleaseDesk.Model, PublishedRelease.Version, "--broker", $"127.0.0.1:{broker.Port}", "--waves", "10,50,100", "--abort-at", "5%", "--listen", "1", "--wave-hours", "0.05"],
        Cancelled);
}
