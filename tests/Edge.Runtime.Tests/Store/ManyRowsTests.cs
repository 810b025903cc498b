using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Store;

/// <summary>An appliance that nobody empties: years of studies in the database. tools/soak rows runs this with EDGE_SOAK_ROWS=2000000.</summary>
public sealed class ManyRowsTests
{
    private const int ShareOfInstances = 40_000;
    private const int InstancesPerStudy = 20;
    private const int ListLength = 200;
    private const int Repetitions = 5;

    /// <summary>What a person waits for without noticing, with room for a busy test machine.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(500);

    private static int _studies;

    private static readonly ResultDocument Document = new()
    {
        SchemaVersion = ResultDocument.CurrentSchemaVersion,
        ResultId = "r1",
        Outcome = ResultOutcome.NotApplicable,
        Reason = "Its modality is none that the model takes.",
        Findings = [],
        Lineage = new Lineage(
            new RuntimeLineage("site", "device", "1.0.0", "c", "ct", "c", null),
            new ResultUnit(UnitKind.Series, "1.2.1", "1.2.1.1", null, 1),
            [],
            new ModelIdentity("model", "1.0.0", "d", "m"),
            null,
            null),
        Timings = new StageTimings(1, 1, 1, 1, 4),
    };

    [Fact]
    public void Database_WithYearsOfRows_AnswersAndWorksAtOnce()
    {
        int instances = Environment.GetEnvironmentVariable("EDGE_SOAK_ROWS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : ShareOfInstances;
        using var appliance = new TestAppliance(routes: TestAppliance.Route("ct", "model", "Modality", "CT"));
        appliance.AddRelease("model", UnitKind.Series);
        var filling = Stopwatch.StartNew();
        Fill(appliance, instances);
        filling.Stop();

        (string What, Action Do)[] questions =
        [
            ("list studies", () => Assert.Equal(ListLength, appliance.Get<StudyQueries>().List(ListLength).Count)),
            ("show a study", () => Assert.Equal(InstancesPerStudy, appliance.Detail($"1.2.{instances / InstancesPerStudy / 2}").Instances.Count)),
            ("list jobs", () => Assert.Equal(ListLength, appliance.Get<JobQueries>().List(ListLength).Count)),
            ("list results", () => Assert.Equal(ListLength, appliance.Get<ResultQueries>().List(ListLength).Count)),
            ("complete and plan a new study", () => NewStudy(appliance)),
        ];
        string[] figures = [.. questions.Select(question => $"{question.What} {Median(question.Do).TotalMilliseconds:F1} ms")];
        TestContext.Current.SendDiagnosticMessage($"{instances} instances, filled in {filling.Elapsed.TotalSeconds:F0} s, {new FileInfo(appliance.Data.Database).Length >> 20} MiB: {string.Join(", ", figures)}");
        Assert.All(questions, question => Assert.True(Median(question.Do) < Slowest, $"{question.What} takes longer than {Slowest.TotalMilliseconds} ms with {instances} instances."));
    }

    private static void NewStudy(TestAppliance appliance)
    {
        string study = $"1.9.{Interlocked.Increment(ref _studies)}";
        appliance.Receive(study + ".1.1", study + ".1", "CT", study);
        appliance.CompleteAndPlan(study);
        Assert.Equal("queued", Assert.Single(appliance.Detail(study).Summary.Units).State);
    }

    private static TimeSpan Median(Action action) =>
        Enumerable.Range(0, Repetitions).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            action();
            return clock.Elapsed;
        }).Order().ElementAt(Repetitions / 2);

    private static void Fill(TestAppliance appliance, int instances) => appliance.Store.Write((connection, transaction) =>
    {
        int studies = instances / InstancesPerStudy;
        var numbers = new { instances, studies, each = InstancesPerStudy };
        connection.Execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @instances)
            INSERT INTO instances (file, sop_instance_uid, sop_class_uid, study_uid, series_uid, modality, transfer_syntax, size_bytes, calling_ae, called_ae, received_at)
            SELECT printf('20200101/%04d/%010d.dcm', i / 1000, i), '1.2.' || (i / @each) || '.1.' || (i % @each), '1.2.840.10008.5.1.4.1.1.2', '1.2.' || (i / @each),
                   '1.2.' || (i / @each) || '.1', 'CT', '1.2.840.10008.1.2.1', 525000, 'SCANNER', 'EDGE', i FROM n;
            """,
            numbers,
            transaction,
            commandTimeout: 0);
        connection.Execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @studies)
            INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at, complete_at, complete_reason, routed_at)
            SELECT '1.2.' || i, 'complete', 'SCANNER', @each, i, i, i, 'SCANNER sent nothing more for 10 s', i FROM n;
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, modality, revision, current, content, route, model, created_at)
            SELECT study_uid, 'series', study_uid || '.1', '', 'CT', 1, 1, 'c', 'ct', 'model', complete_at FROM studies;
            INSERT INTO unit_instances SELECT u.id, i.id FROM units u JOIN instances i ON i.study_uid = u.study_uid;
            INSERT INTO jobs (unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
            SELECT id, 'model', '1.0.0', 'd', 'r' || id, 'done', 1, 1, 0, 0, created_at FROM units;
            INSERT INTO outbox (destination, payload, state, attempts, not_before, created_at) SELECT 'mqtt:results', '{}', 'delivered', 1, 0, created_at FROM jobs;
            """,
            numbers,
            transaction,
            commandTimeout: 0);
        connection.Execute(
            "INSERT INTO results (result_id, job_id, outcome, committed_at, document) SELECT result_id, id, 'not-applicable', created_at, @document FROM jobs",
            new { document = JsonSerializer.Serialize(Document, EdgeJson.Default.ResultDocument) },
            transaction,
            commandTimeout: 0);
    });
}
