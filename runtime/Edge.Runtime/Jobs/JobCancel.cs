using Dapper;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Jobs;

/// <summary>
/// An operator cancels a job that waits or runs. It has no result, and its unit says why; whatever a process still brings of it is not taken. On return the change survives
/// loss of power.
/// </summary>
internal sealed class JobCancel(EdgeStore store, RunningJob running)
{
    private const string Reason = "An operator cancelled it. edgectl job retry runs it after all.";

    /// <summary>Cancels.</summary>
    /// <param name="jobId">The job.</param>
    /// <returns>Why not, and what to do; null when it is cancelled.</returns>
    /// <exception cref="SqliteException">The database failed; nothing changed.</exception>
    public string? Cancel(long jobId)
    {
        string? problem = store.Write((connection, transaction) =>
        {
            string? state = connection.ExecuteScalar<string?>("SELECT state FROM jobs WHERE id = @jobId", new { jobId }, transaction);
            if (state is not ("queued" or "leased"))
            {
                return state is null
                    ? $"There is no job {jobId}. edgectl job list shows what there is."
                    : $"Job {jobId} is {state}: there is nothing to cancel. edgectl job show {jobId} has the rest.";
            }

            // Whoever runs it has an earlier fencing token from now on.
            connection.Execute(
                "UPDATE jobs SET state = 'cancelled', fencing_token = fencing_token + 1, reason = @Reason WHERE id = @jobId", new { jobId, Reason }, transaction);
            return null;
        });
        if (problem is null)
        {
            running.End(jobId);
        }

        return problem;
    }
}
