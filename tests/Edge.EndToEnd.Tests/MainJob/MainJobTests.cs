using System.Text.Json;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A scanner's study in, a result out: real programs, real models, the findings an independent pipeline computes.</summary>
public sealed class MainJobTests
{
    private static readonly string[] Settings = ["studies.quietSeconds=1"];

    [Fact]
    public async Task Study_FromScanner_EndsWithTheExpectedFindingOrTheReasonWhyNone()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), cancellationToken);
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), Settings, cancellationToken);
        foreach (string name in (string[])["radiograph", "ct", "ultrasound"])
        {
            await Trial.SendAsync(appliance, set.Study(name).Files, cancellationToken);
        }

        foreach (string name in (string[])["radiograph", "ct"])
        {
            DemonstrationStudy study = set.Study(name);
            UnitSummary unit = Assert.Single(await Trial.WaitAsync(appliance, study.StudyUid, cancellationToken, "done"));
            Assert.Equal((ResultOutcome.Completed, study.Expected.GetProperty("model").GetString()), (unit.Outcome!.Value, unit.Model));
            ResultSummary result = (await Trial.ResultsAsync(appliance, cancellationToken)).Single(result => result.ResultId == unit.ResultId);
            study.AssertFindings(result.Findings);
            await AssertLineageAsync(appliance, unit.ResultId!, study, cancellationToken);
        }

        UnitSummary none = Assert.Single(await Trial.WaitAsync(appliance, set.Study("ultrasound").StudyUid, cancellationToken, "no-model"));
        Assert.StartsWith("None of 2 routes matches", none.Reason, StringComparison.Ordinal);
        await AssertCommandLineAsync(appliance, set, cancellationToken);
        await AssertReplaysAsync(appliance, set.Study("ct").StudyUid, cancellationToken);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    [Fact]
    public async Task Study_LateSlice_RunsAgainAsARevisionThatNamesTheOneItReplaces()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), cancellationToken);
        DemonstrationStudy ct = set.Study("ct");
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), Settings, cancellationToken);
        await Trial.SendAsync(appliance, [.. ct.Files.SkipLast(1)], cancellationToken);
        UnitSummary first = Assert.Single(await Trial.WaitAsync(appliance, ct.StudyUid, cancellationToken, "done"));

        await Trial.SendAsync(appliance, [ct.Files[^1]], cancellationToken);
        UnitSummary second = Assert.Single(await Trial.WaitAsync(appliance, ct.StudyUid, cancellationToken, "done"));
        Assert.Equal((1, 2), (first.Revision, second.Revision));
        Assert.NotEqual(first.ResultId, second.ResultId);
        ResultDocument document = await appliance.GetAsync($"/v1/results/{second.ResultId}", EdgeJson.Default.ResultDocument, cancellationToken);
        Assert.Equal(first.ResultId, document.Lineage.Runtime.ReplacesResultId);
        ct.AssertFindings(document.Findings);

        // Sent once more, unchanged: nothing runs.
        await Trial.SendAsync(appliance, [ct.Files[0]], cancellationToken);
        Assert.Equal(0, (await Trial.EdgectlAsync(appliance, cancellationToken, "study", "complete", ct.StudyUid)).ExitCode);
        UnitSummary third = Assert.Single(await Trial.WaitAsync(appliance, ct.StudyUid, cancellationToken, "done"));
        Assert.Equal(second.ResultId, third.ResultId);
        Assert.Equal(2, (await Trial.JobsAsync(appliance, cancellationToken)).Count);
    }

    [Fact]
    public async Task Reindex_AfterResults_RestoresThemAndRunsNothingAgain()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), cancellationToken);
        DemonstrationStudy radiograph = set.Study("radiograph");
        string data = Path.Combine(folder.Path, "data");
        UnitSummary before;
        await using (Appliance appliance = await Appliance.StartAsync(data, Settings, cancellationToken))
        {
            await Trial.SendAsync(appliance, radiograph.Files, cancellationToken);
            before = Assert.Single(await Trial.WaitAsync(appliance, radiograph.StudyUid, cancellationToken, "done"));
            Assert.Equal(1, (await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "reindex")).ExitCode);
            await appliance.StopAsync(cancellationToken);
            Outcome reindexed = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "reindex");
            Assert.True(reindexed.ExitCode == 0, reindexed.Errors);
        }

        await using Appliance again = await Appliance.StartAsync(data, Settings, cancellationToken);
        UnitSummary after = Assert.Single(await Trial.WaitAsync(again, radiograph.StudyUid, cancellationToken, "done"));
        Assert.Equal(before, after);
        Assert.Equal(0, Assert.Single(await Trial.JobsAsync(again, cancellationToken)).Attempts);
    }

    /// <summary>The committed result comes out again with the same objects, leaves no trace, and cannot where an input is gone.</summary>
    private static async Task AssertReplaysAsync(Appliance appliance, string study, CancellationToken cancellationToken)
    {
        ResultSummary result = (await Trial.ResultsAsync(appliance, cancellationToken)).Single(result => result.StudyInstanceUid == study);
        IReadOnlyList<JobSummary> jobs = await Trial.JobsAsync(appliance, cancellationToken);
        Outcome same = await Trial.EdgectlAsync(appliance, cancellationToken, "result", "replay", result.ResultId);
        Assert.Equal((0, "Bit-identical.\n", string.Empty), (same.ExitCode, same.Output, same.Errors));
        Assert.Equal(jobs, await Trial.JobsAsync(appliance, cancellationToken));
        Assert.Equal(2, Directory.GetDirectories(appliance.Data.Results).Length);
        Assert.False(Directory.Exists(appliance.Data.Replay));

        StudyDetail detail = await appliance.GetAsync($"/v1/studies/{study}", EdgeJson.Default.StudyDetail, cancellationToken);
        File.Delete(detail.Instances[0].Path);
        Outcome gone = await Trial.EdgectlAsync(appliance, cancellationToken, "result", "replay", result.ResultId, "--json");
        ReplayReport report = JsonSerializer.Deserialize(gone.Output, EdgeJson.Default.ReplayReport)!;
        Assert.Equal((1, ReplayVerdict.Impossible), (gone.ExitCode, report.Verdict));
        Assert.StartsWith($"1 of its {detail.Instances.Count} inputs are no longer stored.", report.Reason, StringComparison.Ordinal);
    }

    private static async Task AssertLineageAsync(Appliance appliance, string resultId, DemonstrationStudy study, CancellationToken cancellationToken)
    {
        string file = Path.Combine(appliance.Data.Results, resultId, ResultDocument.FileName);
        ResultDocument document = JsonSerializer.Deserialize(await File.ReadAllTextAsync(file, cancellationToken), EdgeJson.Default.ResultDocument)!;
        StudyDetail detail = await appliance.GetAsync($"/v1/studies/{study.StudyUid}", EdgeJson.Default.StudyDetail, cancellationToken);
        Outcome sums = await Tool.RunAsync("sha256sum", "coreutils", detail.Instances.Select(instance => instance.Path), cancellationToken);
        Assert.Equal(
            sums.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..64]).Order(),
            document.Lineage.Inputs.Select(input => input.Sha256).Order());
        Assert.Equal(("cpu", 1), (document.Lineage.Engine!.Rung, document.Lineage.Unit.Revision));
    }

    private static async Task AssertCommandLineAsync(Appliance appliance, DemonstrationSet set, CancellationToken cancellationToken)
    {
        string ultrasound = set.Study("ultrasound").StudyUid;
        Outcome list = await Trial.EdgectlAsync(appliance, cancellationToken, "study", "list", "--json");
        Assert.Equal(3, JsonSerializer.Deserialize(list.Output, EdgeJson.Default.IReadOnlyListStudySummary)!.Count);
        Outcome results = await Trial.EdgectlAsync(appliance, cancellationToken, "result", "list");
        Assert.Contains("no pleural effusion", results.Output, StringComparison.Ordinal);
        Outcome models = await Trial.EdgectlAsync(appliance, cancellationToken, "model", "list", "--json");
        Assert.All(JsonSerializer.Deserialize(models.Output, EdgeJson.Default.IReadOnlyListModelView)!, model => Assert.Null(model.Problem));

        Outcome explained = await Trial.EdgectlAsync(appliance, cancellationToken, "route", "explain", ultrasound, "--json");
        UnitExplanation unit = Assert.Single(JsonSerializer.Deserialize(explained.Output, EdgeJson.Default.RouteExplanation)!.Units);
        Assert.Equal([false, false], unit.Routes.Select(route => route.Matched));
        Assert.All(unit.Routes.SelectMany(route => route.Predicates), predicate => Assert.Equal("US", predicate.Found));
        Outcome unknown = await Trial.EdgectlAsync(appliance, cancellationToken, "study", "show", "9.9.9");
        Assert.Equal((1, "There is no study 9.9.9. edgectl study list shows what there is.\n"), (unknown.ExitCode, unknown.Errors));
    }
}
