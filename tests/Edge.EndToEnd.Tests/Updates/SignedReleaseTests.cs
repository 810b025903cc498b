using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A signed release from the keys of operations to a device that serves it, with the real programs and real studies.</summary>
public sealed class SignedReleaseTests
{
    private const string Good = "2.0.0";
    private const string Bad = "3.0.0";

    [Fact]
    public async Task Release_ServesAfterRealStudies_AndOneWhoseGoldenCaseFailsNeverDoes()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        ReleaseDesk desk = await ReleaseDesk.OpenAsync(folder.Path, cancellationToken);
        await desk.PublishAsync(Good, changeGolden: null, cancellationToken);
        string stick = await desk.ExportAsync(cancellationToken);
        string config = await UpdateAgentProcess.ConfigureAsync(folder.Path, desk, [stick], cancellationToken);
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(folder.Path, "data"), [$"models.directory={desk.Store}", "studies.quietSeconds=1"], cancellationToken);
        await using UpdateAgentProcess agent = await UpdateAgentProcess.StartAsync(folder.Path, config, appliance, cancellationToken);

        // 1. It serves, and a study is read by it, which commits it.
        await agent.WaitAsync(Good, UpdateState.Probation, cancellationToken);
        Assert.Equal(Good, await VersionThatReadsAsync(appliance, folder, cancellationToken));
        UpdateView committed = await agent.WaitAsync(Good, UpdateState.Committed, cancellationToken);
        Assert.Equal(ReleaseDesk.First, committed.FromVersion);

        // 2. The next one is signed as well, and its golden case does not give what its makers say.
        await desk.PublishAsync(Bad, static golden => golden["cases"]![0]!["expected"]!["findings"]![0]!["probability"] = 0.5, cancellationToken);
        await desk.ExportAsync(cancellationToken);
        await ReleaseDesk.DoneAsync(cancellationToken, "update", "import", stick, "--data", agent.Data);
        UpdateView quarantined = await agent.WaitAsync(Bad, UpdateState.Quarantined, cancellationToken);

        Assert.Contains("nodule", quarantined.Reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(desk.Store, ReleaseDesk.Model, Bad)));
        Assert.Equal(Good, await VersionThatReadsAsync(appliance, folder, cancellationToken));
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    private static async Task<string> VersionThatReadsAsync(Appliance appliance, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        string study = await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, cancellationToken);
        UnitSummary unit = Assert.Single(await Trial.WaitAsync(appliance, study, cancellationToken, "done"));
        ResultSummary result = (await Trial.ResultsAsync(appliance, cancellationToken)).Single(result => result.ResultId == unit.ResultId);
        Assert.Equal(ResultOutcome.Completed, result.Outcome);
        return result.ModelVersion;
    }
}
