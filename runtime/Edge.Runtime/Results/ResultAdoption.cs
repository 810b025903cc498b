using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>
/// Makes the database agree with <c>results/</c>, which is the truth: what retention was removing is gone, a result whose files took their place before a crash gets its rows,
/// and after the database was lost every unit that was done is restored with its job and result, or with its revision alone where its result was removed.
/// </summary>
internal sealed partial class ResultAdoption(
    EdgeStore store, ResultFiles files, ResultCommit commit, ResultRetention retention, RemovedResults removed, ILogger<ResultAdoption> log)
{
    private const string DeliveryUnknown =
        "The index was rebuilt, and nobody knows whether this was delivered: send it again, or leave it.";

    /// <summary>Adopts every result on disk that has no row. Run it while no job runs and after the inbox is indexed.</summary>
    /// <returns>How many were adopted.</returns>
    /// <exception cref="IOException"><c>results/</c> cannot be listed.</exception>
    /// <exception cref="SqliteException">The database failed.</exception>
    public int Adopt()
    {
        retention.Finish();
        HashSet<string> known = store.Read(connection => connection.Query<string>("SELECT result_id FROM results").ToHashSet(StringComparer.Ordinal));
        var found = new List<(int Revision, string ResultId)>();
        foreach (string resultId in files.List().Where(resultId => !known.Contains(resultId)))
        {
            if (TryRead(resultId) is { } result)
            {
                found.Add((result.Document.Lineage.Unit.Revision, resultId));
            }
        }

        // Earlier revisions first, so that a later one finds the one it replaces.
        int adopted = 0;
        foreach ((_, string resultId) in found.Order())
        {
            if (TryRead(resultId) is { } result && store.Write((_, transaction) => Adopt(transaction, result.Document, result.Json)))
            {
                LogAdopted(resultId);
                adopted++;
            }
        }

        removed.Restore();
        return adopted;
    }

    private bool Adopt(SqliteTransaction transaction, ResultDocument document, string json)
    {
        SqliteConnection connection = transaction.Connection!;
        string endState = document.Lineage.InferenceVersion is null ? "quarantined" : "done";
        long? jobId = connection.ExecuteScalar<long?>(
            "SELECT id FROM jobs WHERE result_id = @ResultId", new { document.ResultId }, transaction);
        long writtenAt = new DateTimeOffset(File.GetLastWriteTimeUtc(files.PathOf(document.ResultId)), TimeSpan.Zero).ToUnixTimeMilliseconds();
        if (jobId is { } unfinished)
        {
            // Its rows were to be committed together, and were not: nothing of it has been delivered.
            connection.Execute(
                "UPDATE jobs SET state = @endState, reason = @Reason WHERE id = @unfinished",
                new { endState, document.Reason, unfinished },
                transaction);
            commit.Insert(transaction, unfinished, document, json, writtenAt, deliveryUnknown: null);
            return true;
        }

        if (RestoredUnit.Insert(transaction, document, writtenAt) is not { } unitId)
        {
            LogConflict(document.ResultId);
            return false;
        }

        long restored = connection.ExecuteScalar<long>(
            """
            INSERT INTO jobs (unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, reason, created_at)
            VALUES (@unitId, @Name, @Version, @Digest, @ResultId, @endState, 0, 0, 0, @writtenAt, @Reason, @writtenAt)
            RETURNING id
            """,
            new
            {
                unitId,
                document.Lineage.Model.Name,
                document.Lineage.Model.Version,
                document.Lineage.Model.Digest,
                document.ResultId,
                endState,
                writtenAt,
                document.Reason,
            },
            transaction);
        commit.Insert(transaction, restored, document, json, writtenAt, DeliveryUnknown);
        return true;
    }

    private (ResultDocument Document, string Json)? TryRead(string resultId)
    {
        try
        {
            return files.Read(resultId);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogDamaged(resultId, exception.Message);
            return null;
        }
    }

    [LoggerMessage(3500, LogLevel.Information, "Adopted result {ResultId}, whose files were in place without a row")]
    private partial void LogAdopted(string resultId);

    [LoggerMessage(3501, LogLevel.Error, "Left result {ResultId} out: {Reason} Restore results/ from a backup, or let the study run again")]
    private partial void LogDamaged(string resultId, string reason);

    [LoggerMessage(3502, LogLevel.Warning, "Left result {ResultId} out: another result has its unit and revision")]
    private partial void LogConflict(string resultId);
}
