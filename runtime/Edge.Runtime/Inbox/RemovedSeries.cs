using System.Globalization;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Remembers the series whose objects retention has removed, so that an object of one that is sent late is no new work: it is kept and flagged, since the rest of its
/// series is gone. The record is <c>inbox/removed.tsv</c>, one line a series, and survives the loss of the index: study, series, time, objects, bytes.
/// </summary>
internal sealed class RemovedSeries(DataDirectory data, EdgeStore store)
{
    /// <summary>Name of the record below <c>inbox/</c>.</summary>
    public const string FileName = "removed.tsv";

    /// <summary>Flag of rows whose file is about to go: they are neither routed nor compared with.</summary>
    public const string BeingRemoved = "It is being removed by retention.";

    /// <summary>Flag of an object that came after its series was removed.</summary>
    public const string SentAgain =
        "It was received after its series had been removed by retention. edgectl inbox keep has it worked on.";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Appends what a study's rows say that are being removed. On return the record survives loss of power. It is safe to repeat.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Record(string studyUid)
    {
        List<(string Series, long RemovedAt, long Objects, long Bytes)> removed = store.Read(connection => connection.Query<(string, long, long, long)>(
            """
            SELECT r.series_uid, r.removed_at, count(i.id), coalesce(sum(i.size_bytes), 0) FROM removed_series r
            JOIN instances i ON i.study_uid = r.study_uid AND i.series_uid = r.series_uid AND i.flag = @BeingRemoved
            WHERE r.study_uid = @studyUid GROUP BY r.series_uid, r.removed_at
            """,
            new { studyUid, BeingRemoved }).AsList());
        if (removed.Count == 0)
        {
            return;
        }

        DurableLines.Append(Path.Combine(data.Inbox, FileName), string.Concat(removed.Select(series => string.Create(
            CultureInfo.InvariantCulture,
            $"{studyUid}\t{series.Series}\t{DateTimeOffset.FromUnixTimeMilliseconds(series.RemovedAt).UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}\t{series.Objects}\t{series.Bytes}\n"))));
    }

    /// <summary>Takes the record into a database that was made again. A line that was cut off by a crash is passed over: its files are still there.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Restore()
    {
        string path = Path.Combine(data.Inbox, FileName);
        if (!File.Exists(path) || store.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM (SELECT 1 FROM removed_series LIMIT 1)")) > 0)
        {
            return;
        }

        store.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO removed_series (study_uid, series_uid, removed_at) VALUES (@Study, @Series, @At)
            ON CONFLICT DO UPDATE SET removed_at = max(removed_at, excluded.removed_at)
            """,
            File.ReadLines(path).Select(Parse).Where(line => line is not null),
            transaction));
    }

    private static object? Parse(string line) =>
        line.Split('\t') is [{ Length: > 0 } study, var series, var time, _, _]
        && DateTimeOffset.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? new { Study = study, Series = series, At = at.ToUnixTimeMilliseconds() }
            : null;
}
