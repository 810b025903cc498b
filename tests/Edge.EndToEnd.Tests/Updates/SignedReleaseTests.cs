using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A signed release from the keys of operations to a device that serves it, with the real programs and real studies.</summary>
public sealed class SignedReleaseTests
{
    private const string Good = "2.0.0";
    private const string Bad = "3.0.0";
    private const string Other = "4.0.0";

    [Fact]
    public async Task Release_AgreesInShadow_ServesAfterRealStudies_AndOneThatFailsOrDisagreesNeverDoes()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        ReleaseDesk desk = await ReleaseDesk.OpenAsync(folder.Path, cancellationToken);
        await desk.PublishAsync(Good, changeGolden: null, cancellationToken, Compare);
        string stick = await desk.ExportAsync(cancellationToken);
        string config = await UpdateAgentProcess.ConfigureAsync(folder.Path, desk, [stick], cancellationToken);
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(folder.Path, "data"), [$"models.directory={desk.Store}", "studies.quietSeconds=1"], cancellationToken);
        await using UpdateAgentProcess agent = await UpdateAgentProcess.StartAsync(folder.Path, config, appliance, cancellationToken);

        // 1. It reads what the first one has read, which alone is a result; then it serves, and a study is read by it, which commits it.
        await agent.WaitAsync(Good, UpdateState.Shadow, cancellationToken);
        Assert.Equal(ReleaseDesk.First, await VersionThatReadsAsync(appliance, folder, cancellationToken));
        await agent.WaitAsync(Good, UpdateState.Probation, cancellationToken);
        Assert.Single(await Trial.ResultsAsync(appliance, cancellationToken));
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

        // 3. The last one is what its makers say, and calls every finding absent: that is not what the study's result has.
        await desk.PublishAsync(Other, CallAllAbsent, cancellationToken, static manifest =>
        {
            Compare(manifest);
            manifest["postprocess"]![1]!["operatingPoints"] = new JsonArray(1.0, 1.0);
        });
        await desk.ExportAsync(cancellationToken);
        await ReleaseDesk.DoneAsync(cancellationToken, "update", "import", stick, "--data", agent.Data);
        await agent.WaitAsync(Other, UpdateState.Shadow, cancellationToken);
        Assert.Equal(Good, await VersionThatReadsAsync(appliance, folder, cancellationToken));
        UpdateView disagrees = await agent.WaitAsync(Other, UpdateState.Quarantined, cancellationToken);

        Assert.StartsWith($"1 of 1 studies disagree with {Good}; at most 0 may.", disagrees.Reason, StringComparison.Ordinal);
        Assert.Equal(Good, (await Trial.ResultsAsync(appliance, cancellationToken))[0].ModelVersion);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    private static void Compare(JsonNode manifest) => manifest["shadow"] = new JsonObject
    {
        ["leastStudies"] = 1,
        ["longestHours"] = 1,
        ["disagreeShareMax"] = 0,
        ["probabilityDifferenceMax"] = 0.01,
        ["overlapMin"] = null,
        ["valueDifferenceMax"] = null,
        ["slowdownMax"] = 100,
        ["memoryGrowthMax"] = 100,
    };

    private static void CallAllAbsent(JsonNode golden)
    {
        foreach (JsonNode? finding in golden["cases"]!.AsArray().SelectMany(static one => one!["expected"]!["findings"]!.AsArray()))
        {
            finding!["present"] = false;
        }
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
