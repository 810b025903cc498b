using Dapper;
using Edge.Contracts;
using Edge.Runtime.Instruments;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>
/// Makes what a job wrote a result, exactly once: 1. its files take their place in <c>results/</c> and survive loss of power, 2. one
/// transaction writes the result's row, ends the job and fills the outbox. After a crash between the two, <see cref="ResultAdoption"/>
/// does step 2 at the next start.
/// </summary>
internal sealed class ResultCommit(EdgeStore store, ResultFiles files, OutboxRows outbox, StageSignals signals, TimeProvider time)
{
    private const double MsPerSecond = 1000;

    /// <summary>Commits. It is safe to repeat: the second time finds the lease spent and changes nothing.</summary>
    /// <param name="job">The job and its lease.</param>
    /// <param name="scratch">Directory the job wrote.</param>
    /// <param name="endState">State the job ends in: <c>done</c> or <c>quarantined</c>.</param>
    /// <returns>The result; null when the lease was no longer valid, so that nothing was changed.</returns>
    /// <exception cref="InvalidDataException">The document is missing, not valid, or another result's.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="SqliteException">The database failed.</exception>
    public ResultDocument? Commit(LeaseIdentity job, string scratch, string endState)
    {
        if (!IsValid(job))
        {
            return null;
        }

        files.Publish(scratch, job.ResultId);
        KillPoint.Reach(KillPoint.Published);
        return Record(job, endState);
    }

    /// <summary>Step 2 alone: records a result whose files are in place.</summary>
    internal ResultDocument? Record(LeaseIdentity job, string endState)
    {
        (ResultDocument document, string json) = files.Read(job.ResultId);
        bool recorded = store.Write((connection, transaction) =>
        {
            // The token is checked where the job ends: of two holders of a lease only the later one can get here.
            int ended = connection.Execute(
                """
                UPDATE jobs SET state = @endState, reason = @Reason
                WHERE id = @JobId AND result_id = @ResultId AND fencing_token = @FencingToken AND state = 'leased'
                """,
                new { endState, document.Reason, job.JobId, job.ResultId, job.FencingToken },
                transaction);
            if (ended == 1)
            {
                Insert(transaction, job.JobId, document, json, time.GetUtcNow().ToUnixTimeMilliseconds(), deliveryUnknown: null);
            }

            return ended == 1;
        });

        if (!recorded)
        {
            return null;
        }

        KillPoint.Reach(KillPoint.Recorded);
        Measure(document);
        signals.OutboxFilled.Raise();
        return document;
    }

    /// <summary>
    /// Writes the rows of a result within the caller's transaction, and withdraws what still waits of those before it, unless it says nothing itself;
    /// see <see cref="OutboxRows.Fill"/>.
    /// </summary>
    internal void Insert(
        SqliteTransaction transaction, long jobId, ResultDocument document, string json, long committedAt, string? deliveryUnknown)
    {
        transaction.Connection!.Execute(
            """
            INSERT INTO results (result_id, job_id, outcome, committed_at, document)
            VALUES (@ResultId, @jobId, @outcome, @committedAt, @json)
            """,
            new { document.ResultId, jobId, outcome = RowNames.Name(document.Outcome), committedAt, json },
            transaction);
        var urgency = (JobUrgency)transaction.Connection!.ExecuteScalar<long>("SELECT urgency FROM jobs WHERE id = @jobId", new { jobId }, transaction);
        if (document.Outcome != ResultOutcome.Failed)
        {
            Withdrawal.OfEarlier(transaction, jobId);
        }

        outbox.Fill(transaction, urgency, document, committedAt, deliveryUnknown);
    }

    private static void Measure(ResultDocument document)
    {
        var model = new KeyValuePair<string, object?>("edge.model", document.Lineage.Model.Name);
        EdgeMeter.Results.Add(1, model, new KeyValuePair<string, object?>("edge.outcome", RowNames.Name(document.Outcome)));
        EdgeMeter.JobDuration.Record(document.Timings.TotalMs / MsPerSecond, model);
        foreach ((string stage, double ms) in new[]
        {
            ("load", document.Timings.LoadMs), ("preprocess", document.Timings.PreprocessMs), ("infer", document.Timings.InferMs),
            ("postprocess", document.Timings.PostprocessMs), ("objects", document.Timings.ObjectsMs),
        })
        {
            EdgeMeter.StageDuration.Record(ms / MsPerSecond, model, new KeyValuePair<string, object?>("edge.stage", stage));
        }
    }

    private bool IsValid(LeaseIdentity job) => store.Read(connection => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM jobs WHERE id = @JobId AND result_id = @ResultId AND fencing_token = @FencingToken AND state = 'leased'",
        job)) == 1;
}
