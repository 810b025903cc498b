using System.Globalization;
using Dapper;
using Edge.Runtime.Store;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Health;

/// <summary>Lists studies for the page, a screenful at a time, however many there are.</summary>
internal sealed class StudyShelf(EdgeStore store)
{
    private const int StudiesPerPage = 50;
    private const int UnitsShown = 4;
    private const int LatestStudies = 6;
    private const int LatestUnits = 3;

    /// <summary>Studies, the last to receive an object first; parameters as in <see cref="StudyFilter.Of"/>.</summary>
    public StudyPage List(string? text, string? state, string? show, string? after) =>
        List(text, state, show, after, StudiesPerPage, UnitsShown);

    /// <summary>The few that the first page shows: read each second while somebody watches and something changes.</summary>
    public IReadOnlyList<StudyLine> Latest() => List(null, null, null, null, LatestStudies, LatestUnits).Studies;

    private StudyPage List(string? text, string? state, string? show, string? after, int wanted, int unitsShown) => store.Read(connection =>
    {
        (string where, DynamicParameters parameters) = StudyFilter.Of(text, state, show, after);
        parameters.Add("count", wanted + 1);
        List<Row> rows = connection.Query<Row>(
            $"""
            SELECT s.study_uid AS Uid, s.state AS State, s.calling_ae AS CallingAe, s.instances AS Instances, s.first_received_at AS FirstReceivedAt,
                   s.last_received_at AS LastReceivedAt, s.complete_reason AS CompleteReason, s.routed_at AS RoutedAt,
                   (SELECT count(*) FROM units u WHERE u.study_uid = s.study_uid AND u.current = 1) AS UnitCount
            FROM studies s {where} ORDER BY s.last_received_at DESC, s.study_uid DESC LIMIT @count
            """,
            parameters).AsList();
        string? next = rows.Count > wanted ? string.Create(CultureInfo.InvariantCulture, $"{rows[wanted - 1].LastReceivedAt} {rows[wanted - 1].Uid}") : null;
        Row[] shown = [.. rows.Take(wanted)];
        string[] uids = [.. shown.Select(row => row.Uid)];
        ILookup<string, UnitRow> units = connection.Query<UnitRow>(
            UnitRow.Select
            + """
              WHERE u.id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY study_uid ORDER BY model IS NULL, id) AS place
                                             FROM units WHERE current = 1 AND study_uid IN @uids) WHERE place <= @unitsShown)
              ORDER BY u.model IS NULL, u.id
              """,
            new { uids, unitsShown }).ToLookup(unit => unit.StudyUid, StringComparer.Ordinal);
        Dictionary<string, long> unsent = connection.Query<(string Uid, long Count)>(
            """
            SELECT u.study_uid, count(*) FROM units u JOIN jobs j ON j.unit_id = u.id JOIN results r ON r.job_id = j.id JOIN outbox o ON o.result_id = r.result_id
            WHERE u.study_uid IN @uids AND o.state <> 'delivered' GROUP BY u.study_uid
            """,
            new { uids }).ToDictionary(row => row.Uid, row => row.Count, StringComparer.Ordinal);
        return new StudyPage([.. shown.Select(row => row.ToLine(units[row.Uid], unsent.GetValueOrDefault(row.Uid)))], next);
    });

    // Properties and not a constructor: without rows SQLite knows no type of a column that it computes.
    private sealed class Row
    {
        public required string Uid { get; init; }

        public required string State { get; init; }

        public required string CallingAe { get; init; }

        public long Instances { get; init; }

        public long FirstReceivedAt { get; init; }

        public long LastReceivedAt { get; init; }

        public string? CompleteReason { get; init; }

        public long? RoutedAt { get; init; }

        public long UnitCount { get; init; }

        public StudyLine ToLine(IEnumerable<UnitRow> units, long unsent) => new(
            Uid,
            State == "complete" && RoutedAt is null ? "routing" : State,
            CallingAe,
            Instances,
            DateTimeOffset.FromUnixTimeMilliseconds(FirstReceivedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(LastReceivedAt),
            CompleteReason,
            UnitCount,
            [.. units.Select(unit => unit.ToSummary())],
            unsent);
    }
}
