using System.Diagnostics;
using System.Globalization;
using Dapper;
using Edge.Runtime.Health;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Health;

/// <summary>Lists of studies stay as quick as their first page, however many there are.</summary>
public sealed class StudyShelfTests
{
    private static readonly int Studies = Environment.GetEnvironmentVariable("EDGE_PAGE_STUDIES") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 200;

    private static readonly string?[] Shows = [null, "found", "failed", "not-applicable", "no-model", "working", "unsent"];

    [Fact]
    public void List_PageByPage_HasEachStudyOnce_NewestFirst()
    {
        using TestAppliance appliance = Filled();
        var shelf = new StudyShelf(appliance.Store);
        List<string> seen = [];
        string? after = null;
        do
        {
            StudyPage page = shelf.List(null, null, null, after);
            seen.AddRange(page.Studies.Select(study => study.Uid));
            after = page.Next;
        }
        while (after is not null && seen.Count < 5000);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(Math.Min(Studies, 5000), seen.Count);
        Assert.Equal($"1.2.3.{Studies}", seen[0]);
        Assert.Equal("1.2.3.77", Assert.Single(shelf.List("1.2.3.77", "complete", null, null).Studies, study => study.Uid == "1.2.3.77").Uid);
        Assert.Empty(shelf.List("' OR 1=1 --", null, null, null).Studies);
        Assert.All(shelf.List("%", null, null, null).Studies, study => Assert.Contains("%", study.Uid + study.From, StringComparison.Ordinal));
    }

    [Fact]
    public void Story_OfAStudyWithoutResults_IsTold()
    {
        using TestAppliance appliance = Filled();
        StudyStory story = new StudyStories(appliance.Store, appliance.Get<ResultFiles>()).Find("1.2.3.5")!;
        Assert.Equal(20, story.Series[0].Instances);
        Assert.Equal(["First object stored", "Last object stored", "Study complete", "Routed"], story.Timeline.Select(entry => entry.What));
        Assert.Equal(5000, story.Timeline[1].TookMs);
        Assert.Null(new StudyStories(appliance.Store, appliance.Get<ResultFiles>()).Find("9.9"));
    }

    [Fact]
    public void Queries_ReadNoWholeTableOfInstancesOrUnits()
    {
        using TestAppliance appliance = Filled();
        foreach (string? show in Shows)
        {
            (string where, DynamicParameters parameters) = StudyFilter.Of(null, null, show, null);
            parameters.Add("count", 51);
            string[] plan = appliance.Store.Read(connection => connection.Query<(int Id, int Parent, int Unused, string Detail)>(
                $"EXPLAIN QUERY PLAN SELECT s.study_uid FROM studies s {where} ORDER BY s.last_received_at DESC, s.study_uid DESC LIMIT @count", parameters).Select(row => row.Detail).ToArray());
            Assert.DoesNotContain(plan, step => step.StartsWith("SCAN instances", StringComparison.Ordinal) || step is "SCAN u" or "SCAN r");

            // What is rare is found first and then sorted; all else is read in order.
            Assert.True(show is "failed" or "not-applicable" or "working" or "unsent" || !plan.Contains("USE TEMP B-TREE FOR ORDER BY"), $"{show}: {string.Join("; ", plan)}");
        }
    }

    [Fact]
    public void Latest_IsTheFewOfTheFirstPage()
    {
        using TestAppliance appliance = Filled();
        appliance.Store.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, modality, revision, current, content, reason, created_at)
            SELECT study_uid, 'series', '1.2.5.' || i, '', 'CT', 1, 1, 'c', 'No route is configured.', complete_at FROM studies,
                   (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n)
            """,
            transaction: transaction));
        IReadOnlyList<StudyLine> latest = new StudyShelf(appliance.Store).Latest();
        Assert.Equal(Enumerable.Range(0, 6).Select(back => $"1.2.3.{Studies - back}"), latest.Select(study => study.Uid));
        Assert.All(latest, study => Assert.Equal((3, 10), (study.Units.Count, study.UnitCount)));
    }

    [Fact]
    public void Receivers_AreCountedFromIndexesAlone()
    {
        using TestAppliance appliance = Filled();
        string[] Plan(string query) => appliance.Store.Read(connection => connection.Query<(int Id, int Parent, int Unused, string Detail)>(
            "EXPLAIN QUERY PLAN " + query, new { destination = "pacs:a" }).Select(row => row.Detail).ToArray());
        Assert.Equal(
            ["SCAN outbox USING COVERING INDEX outbox_by_age"], Plan("SELECT destination, state, count(*), min(created_at) FROM outbox GROUP BY destination, state"));
        Assert.Equal(
            ["SEARCH outbox USING COVERING INDEX outbox_taken (destination=? AND taken_at>?)"],
            Plan("SELECT max(taken_at) FROM outbox WHERE destination = @destination AND taken_at IS NOT NULL"));
    }

    [Fact]
    public void Views_AreMeasured_WhereManyStudiesAreAskedFor()
    {
        if (Environment.GetEnvironmentVariable("EDGE_PAGE_STUDIES") is null)
        {
            return;
        }

        using TestAppliance appliance = Filled();
        var shelf = new StudyShelf(appliance.Store);
        var stories = new StudyStories(appliance.Store, appliance.Get<ResultFiles>());
        foreach (string? show in Shows)
        {
            Report($"studies, {show ?? "all"}", () => shelf.List(null, null, show, null));
        }

        // As it is where a model runs on everything.
        appliance.Store.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO jobs (unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
            SELECT id, 'm', '1', 'd', 'r' || id, 'done', 1, 1, 0, 0, created_at FROM units;
            INSERT INTO results (result_id, job_id, outcome, committed_at, document) SELECT result_id, id, 'completed', created_at, 'null' FROM jobs;
            """,
            transaction: transaction));
        Report("studies, found everywhere", () => shelf.List(null, null, "found", null));

        Report("studies, text", () => shelf.List("nowhere", null, null, null));
        Report("study", () => stories.Find("1.2.3.5"));
    }

    private static void Report(string what, Action act)
    {
        double[] took = new double[40];
        for (int round = 0; round < took.Length; round++)
        {
            long began = Stopwatch.GetTimestamp();
            act();
            took[round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(took);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{what}: median {took[20]:0.0} ms, p95 {took[38]:0.0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: median {took[20]:0.0} ms, p95 {took[38]:0.0} ms"));
    }

    // Twenty objects and one unit without a model each.
    private static TestAppliance Filled()
    {
        var appliance = new TestAppliance();
        appliance.Store.Write((connection, transaction) =>
        {
            connection.Execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @Studies)
                INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at, complete_at, complete_reason, routed_at)
                SELECT '1.2.3.' || i, 'complete', 'CT' || (i % 7), 20, i * 60000, i * 60000 + 5000, i * 60000 + 15000, 'quiet', i * 60000 + 15100 FROM n
                """,
                new { Studies },
                transaction);
            connection.Execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @Last)
                INSERT INTO instances (file, sop_instance_uid, sop_class_uid, study_uid, series_uid, modality, transfer_syntax, size_bytes, calling_ae, called_ae, received_at)
                SELECT 'd/' || i, '1.2.9.' || i, '1.2.840.10008.5.1.4.1.1.2', '1.2.3.' || (1 + i / 20), '1.2.4.' || (1 + i / 20), 'CT', '1.2.840.10008.1.2.1', 1000, 'CT', 'EDGE', i FROM n
                """,
                new { Last = (Studies * 20) - 1 },
                transaction);
            connection.Execute(
                """
                INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, modality, revision, current, content, reason, created_at)
                SELECT study_uid, 'series', '1.2.4.' || substr(study_uid, 7), '', 'CT', 1, 1, 'c', 'No route is configured.', complete_at FROM studies
                """,
                transaction: transaction);
        });
        return appliance;
    }
}
