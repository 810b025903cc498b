using System.Globalization;
using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Commitment;

/// <summary>Says on the fault board what the rows say is wrong, so that a restart does not forget it.</summary>
internal sealed class CommitmentFaults(EdgeStore store, FaultBoard board, TimeProvider time)
{
    /// <summary>Raises and clears the three faults of this slice.</summary>
    public void Review()
    {
        long since = (time.GetUtcNow() - CommitmentLimits.FailureShown).ToUnixTimeMilliseconds();
        (string? unanswered, string? refused, string? unreported) = store.Read(connection => (
            connection.ExecuteScalar<string?>(
                """
                SELECT pacs || ': ' || count(*) || ' requests wait: ' || max(reason) FROM commitments
                WHERE done_at IS NULL AND reason IS NOT NULL GROUP BY pacs LIMIT 1
                """),
            Refused(connection.QuerySingle<(long Instances, long Requests)>(
                "SELECT coalesce(sum(failures), 0), count(*) FROM commitments WHERE done_at > @since AND failures > 0", new { since })),
            connection.ExecuteScalar<string?>(
                """
                SELECT calling_ae || ': ' || count(*) || ' reports wait: ' || max(commitment_reports.reason)
                FROM commitment_reports JOIN commitments ON commitments.id = commitment_id
                WHERE commitment_reports.reason IS NOT NULL
                  AND (commitment_reports.state = 'owed' OR (commitment_reports.state = 'failed' AND commitment_reports.not_before > @since))
                GROUP BY calling_ae LIMIT 1
                """,
                new { since })));
        Show(FaultCatalogue.CommitmentUnanswered, unanswered);
        Show(FaultCatalogue.CommitmentFailed, refused);
        Show(FaultCatalogue.CommitmentUnreported, unreported);
    }

    private static string? Refused((long Instances, long Requests) counted) => counted.Requests == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{counted.Instances} instances of {counted.Requests} requests in the last day");

    private void Show(Fault fault, string? detail)
    {
        if (detail is null)
        {
            board.Clear(fault);
        }
        else
        {
            board.Raise(fault, detail);
        }
    }
}
