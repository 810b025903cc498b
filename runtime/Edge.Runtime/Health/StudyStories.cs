using Dapper;
using Edge.Contracts;
using Edge.Runtime.Results;
using Edge.Runtime.Store;
using Edge.Runtime.Studies;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Health;

/// <summary>Tells what became of a study. Each answer is one consistent snapshot.</summary>
internal sealed class StudyStories(EdgeStore store, ResultFiles results)
{
    private const int UnitsMax = 100;
    private const int SeriesMax = 200;
    private const int SentMax = 500;

    /// <summary>The story; null when there is no study of that UID.</summary>
    public StudyStory? Find(string studyUid) => store.Read(connection =>
    {
        StudyRow? study = connection.QuerySingleOrDefault<StudyRow>(StudyRow.Select + "WHERE study_uid = @studyUid", new { studyUid });
        if (study is null)
        {
            return null;
        }

        Times times = connection.QuerySingle<Times>(
            "SELECT complete_at AS CompleteAt, routed_at AS RoutedAt FROM studies WHERE study_uid = @studyUid", new { studyUid });
        List<SeriesLine> series = connection.Query<(string Uid, string? Modality, long Instances, long Bytes, long Flagged)>(
            """
            SELECT series_uid AS Uid, max(modality) AS Modality, count(*) AS Instances, sum(size_bytes) AS Bytes, count(flag) AS Flagged
            FROM instances WHERE study_uid = @studyUid GROUP BY series_uid ORDER BY min(received_at) LIMIT @SeriesMax
            """,
            new { studyUid, SeriesMax }).Select(row => new SeriesLine(row.Uid, row.Modality, row.Instances, row.Bytes, row.Flagged)).ToList();
        (IReadOnlyList<UnitStory> units, List<JobTimes> jobs, List<Sending> sendings) = Units(connection, studyUid);
        long unitCount = connection.ExecuteScalar<long>("SELECT count(*) FROM units WHERE study_uid = @studyUid AND current = 1", new { studyUid });
        StudySummary summary = study.ToSummary([]);
        var line = new StudyLine(
            summary.StudyInstanceUid,
            summary.State,
            summary.CallingAe,
            summary.Instances,
            summary.FirstReceivedAt,
            summary.LastReceivedAt,
            summary.CompleteReason,
            unitCount,
            [.. units.Select(unit => unit.Unit)],
            units.Sum(unit => unit.Sent.Count(row => row.State != "delivered")));
        return new StudyStory(
            line,
            series.Sum(one => one.Bytes),
            series,
            units,
            StudyTimeline.Of(line, series.Sum(one => one.Bytes), times.CompleteAt, times.RoutedAt, jobs, sendings));
    });

    private (IReadOnlyList<UnitStory> Units, List<JobTimes> Jobs, List<Sending> Sendings) Units(SqliteConnection connection, string studyUid)
    {
        List<UnitRow> units = connection.Query<UnitRow>(
            UnitRow.Select + "WHERE u.current = 1 AND u.study_uid = @studyUid ORDER BY u.model IS NULL, u.id LIMIT @UnitsMax", new { studyUid, UnitsMax }).AsList();
        List<JobTimes> jobs = connection.Query<JobTimes>(
            """
            SELECT j.unit_id AS UnitId, j.id AS JobId, j.result_id AS ResultId, j.model AS Model, j.model_version AS ModelVersion, j.created_at AS CreatedAt, j.state AS State, j.reason AS Reason,
                   r.committed_at AS CommittedAt, r.document AS Document
            FROM jobs j LEFT JOIN results r ON r.job_id = j.id WHERE j.unit_id IN @ids ORDER BY j.id
            """,
            new { ids = units.Select(unit => unit.Id) }).AsList();
        List<Sending> sendings = connection.Query<Sending>(
            """
            SELECT o.id AS Id, o.destination AS Destination, o.result_id AS ResultId, o.state AS State, o.attempts AS Attempts, o.created_at AS CreatedAt,
                   o.not_before AS NotBefore, o.reason AS Reason, o.urgency AS Urgency, o.sop_instance_uid AS SopInstanceUid, o.taken_at AS TakenAt,
                   o.delivered_at AS DeliveredAt, json_extract(o.payload, '$.kind') AS Kind
            FROM units u JOIN jobs j ON j.unit_id = u.id JOIN outbox o ON o.result_id = j.result_id
            WHERE u.study_uid = @studyUid AND u.current = 1 ORDER BY o.id LIMIT @SentMax
            """,
            new { studyUid, SentMax }).AsList();
        Dictionary<long, JobTimes> byUnit = jobs.ToDictionary(job => job.UnitId);
        ILookup<string, Sending> sent = sendings.ToLookup(one => one.ResultId, StringComparer.Ordinal);
        IReadOnlyList<UnitStory> stories =
        [
            .. units.Select(unit =>
            {
                JobTimes? job = byUnit.GetValueOrDefault(unit.Id);
                return new UnitStory(
                    unit.ToSummary(),
                    job?.JobId,
                    StoredDocument.Read(unit.Document, out _),
                    unit.ResultId is { } id && File.Exists(PictureOf(id)),
                    [.. (job is null ? [] : sent[job.ResultId]).Select(one => one.ToView())]);
            }),
        ];
        return (stories, jobs, sendings);
    }

    /// <summary>Where the picture of a result lies, whether it exists or not. The caller knows that there is such a result.</summary>
    public string PictureOf(string resultId) => Path.Combine(results.PathOf(resultId), ResultDocument.PreviewFileName);

    private sealed record Times(long? CompleteAt, long? RoutedAt);
}
