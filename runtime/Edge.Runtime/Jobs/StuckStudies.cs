using System.Globalization;
using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>Says when studies do not get on: complete and never made into work, or with work that is due while no job ends.</summary>
internal sealed class StuckStudies(EdgeStore store, FaultBoard faults, TimeProvider time)
{
    /// <summary>How often it is worth a look.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PlanWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RunWithin = TimeSpan.FromMinutes(60);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        DateTimeOffset now = time.GetUtcNow();
        (long unplanned, long waiting) = store.Read(connection => (
            connection.ExecuteScalar<long>(
                "SELECT count(*) FROM studies WHERE state = 'complete' AND routed_at IS NULL AND complete_at < @before", new { before = (now - PlanWithin).ToUnixTimeMilliseconds() }),
            connection.ExecuteScalar<long>(
                """
                SELECT count(*) FROM jobs WHERE state = 'queued' AND not_before < @before AND created_at < @before
                AND NOT EXISTS (SELECT 1 FROM results WHERE committed_at >= @before)
                """,
                new { before = (now - RunWithin).ToUnixTimeMilliseconds() })));
        if (unplanned + waiting == 0)
        {
            faults.Clear(FaultCatalogue.StudyStuck);
            return;
        }

        string[] parts =
        [
            .. unplanned > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{unplanned} studies are complete for more than {PlanWithin.TotalMinutes} minutes and have no units.")] : Array.Empty<string>(),
            .. waiting > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{waiting} jobs are due for more than {RunWithin.TotalMinutes} minutes, and none has ended since.")] : Array.Empty<string>(),
        ];
        faults.Raise(FaultCatalogue.StudyStuck, string.Join(' ', parts));
    }
}
