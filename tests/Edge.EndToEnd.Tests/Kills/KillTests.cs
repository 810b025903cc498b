namespace Edge.EndToEnd.Tests;

/// <summary>tools/soak kill runs this with EDGE_SOAK_KILLS=200.</summary>
public sealed class KillTests
{
    private const int ShareOfKills = 6;

    private static readonly TimeSpan LeastWorkLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan WorkLimitPerKill = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Kill_AtRandomMomentsUnderLoad_LosesNothingAcknowledgedAndFinishesAllWork()
    {
        int kills = Checkout.Number("EDGE_SOAK_KILLS", ShareOfKills);
        int seed = Checkout.Number("EDGE_SOAK_SEED", 20260101);
        using var folder = new TemporaryFolder();
        await using var soak = new KillSoak(folder.Path, seed, TestContext.Current.SendDiagnosticMessage);

        await soak.RunAsync(kills, LeastWorkLimit + (kills * WorkLimitPerKill), TestContext.Current.CancellationToken);
    }
}
