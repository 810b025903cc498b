using System.Diagnostics;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Results;

/// <summary>Outputs of results that a double made: probability 0.75 for one series, 0.25 for the other.</summary>
public sealed class OutputDistributionsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestAppliance _appliance = new(
        TimeProvider.System, Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"), TestAppliance.Route("ct", "double", "Modality", "CT"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_ResultsOfARelease_CountsTheOutputsThatAreWatched()
    {
        string release = _appliance.AddRelease("double", UnitKind.Series, behaviour: "{\"default\": \"finish\", \"series\": {\"1.2.840.99.7\": \"finish-far\"}}");
        Watch(release, new MonitorPlan(["double", "other"], [0, 0.25, 0.5, 0.75, 1]));
        _appliance.Receive("1.2.840.99.7.1", "1.2.840.99.7");
        _appliance.Receive("1.2.840.99.8.1", "1.2.840.99.8");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
        await RunJobsAsync(2);

        // A number on an edge lies in the bin that begins there.
        IReadOnlyList<OutputCounts> counts = Of("1.0.0", 0, long.MaxValue);
        Assert.Equal(["double", "other"], counts.Select(static output => output.Output));
        Assert.Equal([0, 1, 0, 1], counts[0].Counts);
        Assert.Equal([0, 0, 0, 0], counts[1].Counts);
        Assert.Equal([0, 0, 0, 0], Of("0.9.0", 0, long.MaxValue)[0].Counts);
        Assert.Equal([0, 0, 0, 0], Of("1.0.0", 0, 1)[0].Counts);
    }

    [Fact]
    public void Of_ManifestWatchesNothing_IsEmpty()
    {
        _appliance.AddRelease("double", UnitKind.Series);
        Assert.Empty(Of("1.0.0", 0, long.MaxValue));
    }

    public void Dispose() => _appliance.Dispose();

    private IReadOnlyList<OutputCounts> Of(string version, long since, long until) => _appliance.Get<OutputDistributions>().Of("double", version, "1.0.0", since, until);

    private static void Watch(string release, MonitorPlan plan)
    {
        string file = Path.Combine(release, ModelManifest.FileName);
        ModelManifest manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), EdgeJson.Default.ModelManifest)!;
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(manifest with { Monitor = plan }, EdgeJson.Default.ModelManifest));
    }

    private async Task RunJobsAsync(int results)
    {
        JobDispatcher dispatcher = _appliance.Workers<JobDispatcher>()[0];
        await dispatcher.StartAsync(Cancel);
        var elapsed = Stopwatch.StartNew();
        while (_appliance.Scalar<long>("SELECT count(*) FROM results") < results)
        {
            Assert.True(elapsed.Elapsed < Deadline, $"Not reached within {Deadline}");
            await Task.Delay(10, Cancel);
        }

        await dispatcher.StopAsync(Cancel);
    }
}
