using System.Globalization;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>
/// Remembers the results that retention has removed, so that no later revision of their units takes their numbers, and with them their UIDs, which archives have. The record is
/// <c>results/removed.tsv</c>, one line a result, and survives the loss of the index: result, study, kind of unit, series, object, revision, time.
/// </summary>
internal sealed class RemovedResults(DataDirectory data, EdgeStore store, TimeProvider time)
{
    /// <summary>Name of the record below <c>results/</c>.</summary>
    public const string FileName = "removed.tsv";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Columns = 7;

    private string PathOfRecord => Path.Combine(data.Results, FileName);

    /// <summary>Appends results. On return the record survives loss of power. It is safe to repeat.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Record(IReadOnlyList<RemovedResult> removed)
    {
        string now = time.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        DurableLines.Append(PathOfRecord, string.Concat(removed.Select(result => string.Create(
            CultureInfo.InvariantCulture,
            $"{result.ResultId}\t{result.StudyUid}\t{result.Kind}\t{result.SeriesUid}\t{result.SopInstanceUid}\t{result.Revision}\t{now}\n"))));
    }

    /// <summary>Which of these results the record names.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public IReadOnlyList<string> Among(IReadOnlySet<string> resultIds) => resultIds.Count == 0 || !File.Exists(PathOfRecord)
        ? []
        : [.. File.ReadLines(PathOfRecord).Select(line => line.Split('\t')).Where(cells => cells.Length == Columns).Select(cells => cells[0]).Where(resultIds.Contains).Distinct()];

    /// <summary>
    /// Brings back the units of removed results after the database was made again, or an earlier one was restored, without objects, job or result: they are replaced, and keep their revisions. Call it once
    /// what lies in <c>results/</c> has been adopted.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Restore()
    {
        if (!File.Exists(PathOfRecord) || AreKnown())
        {
            return;
        }

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        store.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, revision, current, content, reason, created_at)
            VALUES (@Study, @Kind, @Series, @Sop, @Revision, 0, '', @Removed, @now) ON CONFLICT DO NOTHING
            """,
            File.ReadLines(PathOfRecord).Select(Parse).Where(unit => unit is not null).Select(unit => new { unit!.Study, unit.Kind, unit.Series, unit.Sop, unit.Revision, ResultRetention.Removed, now }),
            transaction));
    }

    /// <summary>Whether the database has every unit of the record, which is in the order of removal: an earlier database may lack any of them.</summary>
    private bool AreKnown() => store.Read(connection => File.ReadLines(PathOfRecord).Select(Parse).All(unit => unit is null || connection.ExecuteScalar<bool>(
        """
        SELECT EXISTS (SELECT 1 FROM units WHERE study_uid = @Study AND kind = @Kind AND series_uid = @Series AND sop_instance_uid = @Sop AND revision = @Revision)
        """,
        unit)));

    private static Unit? Parse(string line) =>
        line.Split('\t') is [_, { Length: > 0 } study, ("instance" or "series") and var kind, var series, var sop, var revision, _]
        && long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new Unit(study, kind, series, sop, number)
            : null;

    private sealed record Unit(string Study, string Kind, string Series, string Sop, long Revision);
}
