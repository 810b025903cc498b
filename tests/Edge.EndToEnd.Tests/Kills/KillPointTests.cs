using System.Text.Json;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// SIGKILL of either process at every boundary between two stages: the study ends with exactly one result, and the archive, Orthanc, holds exactly one copy of each of
/// its objects, and has committed it. tools/soak points runs all; a share runs in tools/test, from a place that moves on with every day, so that in a few days it has come to each.
/// </summary>
public sealed class KillPointTests(KillPointArchive archive) : IClassFixture<KillPointArchive>
{
    private const int ShareOfPoints = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>All of them, or so many from a place that the seed gives; the seed is the day where none is given.</summary>
    public static TheoryData<string> OfRuntime => Share(KillPoint.OfRuntime);

    /// <inheritdoc cref="OfRuntime"/>
    public static TheoryData<string> OfInference => Share(KillPoint.OfInference);

    [Theory]
    [MemberData(nameof(OfRuntime))]
    public async Task Runtime_KilledAt_EndsWithOneResultAndOneCopy(string point)
    {
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "data");
        string[] settings = [.. ModelDouble.Install(folder.Sub("models"), ["objects"]), .. archive.Settings];
        string study;
        await using (Appliance killed = await Appliance.StartAsync(data, settings, Cancel, point))
        {
            study = await Trial.SendPhantomAsync(killed, folder, PhantomKind.Radiograph, Cancel);
            await Poll.UntilAsync(() => Task.FromResult(killed.HasExited ? null : $"it did not come to '{point}'\n{killed.LogTail()}"), Interval, Limit, Cancel);
        }

        await using Appliance again = await Appliance.StartAsync(data, settings, Cancel);
        await OneResultAndOneCopyAsync(again, study);
        Assert.Equal(0, Assert.Single(await Trial.JobsAsync(again, Cancel)).Deaths);
    }

    [Theory]
    [MemberData(nameof(OfInference))]
    public async Task Inference_KilledAt_EndsWithOneResultAndOneCopy(string point)
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["studies.quietSeconds=0.5", .. archive.Settings];
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), settings, Cancel, point);
        string study = await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, Cancel);
        await OneResultAndOneCopyAsync(appliance, study);
        Assert.Contains("signal 9", await File.ReadAllTextAsync(appliance.LogFile, Cancel), StringComparison.Ordinal);

        // It is charged to the job from where the process has it on.
        Assert.Equal(point == KillPoint.InferencePrefix + "ready" ? 0 : 1, Assert.Single(await Trial.JobsAsync(appliance, Cancel)).Deaths);
    }

    private static TheoryData<string> Share(IReadOnlyList<string> points)
    {
        int share = Checkout.Number("EDGE_SOAK_POINTS", ShareOfPoints);
        int day = Checkout.Number("EDGE_SOAK_SEED", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).DayNumber);
        int first = (int)((long)day * share % points.Count);
        return [.. Enumerable.Range(first, Math.Min(share, points.Count)).Select(index => points[index % points.Count])];
    }

    private async Task OneResultAndOneCopyAsync(Appliance appliance, string study)
    {
        Assert.Equal(ResultOutcome.Completed, Assert.Single(await Trial.WaitAsync(appliance, study, Cancel, "done")).Outcome);
        string resultId = Assert.Single(await Trial.ResultsAsync(appliance, Cancel)).ResultId;
        string folder = Assert.Single(Directory.GetDirectories(appliance.Data.Results));
        Assert.Equal(resultId, Path.GetFileName(folder));
        ResultDocument document = JsonSerializer.Deserialize(
            await File.ReadAllBytesAsync(Path.Combine(folder, ResultDocument.FileName), Cancel), EdgeJson.Default.ResultDocument)!;
        await Poll.UntilAsync(
            async () =>
            {
                IReadOnlyList<OutboxRowView> rows = await appliance.GetAsync("/v1/outbox", EdgeJson.Default.IReadOnlyListOutboxRowView, Cancel);
                return rows.Count == document.Objects.Count && rows.All(row => row.State == "delivered") ? null : $"{string.Join("; ", rows)}\n{appliance.LogTail()}";
            },
            Interval,
            Limit,
            Cancel);
        Assert.Equal(
            document.Objects.Select(one => one.SopInstanceUid).Order(StringComparer.Ordinal),
            (await archive.Server.HeldAsync(study, Cancel)).Order(StringComparer.Ordinal));
    }
}
