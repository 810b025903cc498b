using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Routing;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Makes units and jobs of complete studies, each study in one transaction. It works on committed rows alone: after a crash it goes on with
/// what is there.
/// </summary>
internal sealed partial class UnitPlanner(
    EdgeStore store,
    StudyRouter router,
    UnitRows units,
    QueuedReleases releases,
    ModelWatch models,
    StageSignals signals,
    DiskRetry disk,
    TimeProvider time,
    ILogger<UnitPlanner> log) : BackgroundService
{
    private const int StudiesPerPass = 100;

    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(5);

    /// <summary>Plans every complete study that is not planned yet.</summary>
    /// <returns>How many were planned.</returns>
    internal int PlanDue()
    {
        foreach (string model in models.Look())
        {
            units.RouteAgain(model);
            models.Serves(model);
        }

        if (releases.Follow() is > 0 and var moved)
        {
            LogFollow(moved);
            signals.JobQueued.Raise();
        }

        int planned = 0;
        foreach (StudyVersion study in store.Read(connection => connection.Query<StudyVersion>(
            """
            SELECT study_uid AS StudyUid, instances AS Instances, complete_at AS CompleteAt FROM studies
            WHERE state = 'complete' AND routed_at IS NULL ORDER BY complete_at LIMIT @StudiesPerPass
            """,
            new { StudiesPerPass }).AsList()))
        {
            planned += Plan(study) ? 1 : 0;
        }

        return planned;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            int planned = await disk.UntilDoneAsync("making units", PlanDue, stoppingToken);
            if (planned < StudiesPerPass)
            {
                await signals.StudyComplete.WaitAsync(IdleLook, time, stoppingToken);
            }
        }
    }

    private bool Plan(StudyVersion study)
    {
        KillPoint.Reach(KillPoint.Completed);
        // Headers are read before the transaction begins: nobody who receives an object waits for them.
        IReadOnlyList<RoutedUnit> routed = router.Route(store.Read(connection => StudyInstances.Routable(connection, study.StudyUid)));
        foreach (RoutedUnit waiting in routed.Where(unit => unit.WaitsForModel))
        {
            models.CannotServe(waiting.Route!.Model);
        }

        if (units.Replace(study, routed) is not { } jobs)
        {
            return false;
        }

        KillPoint.Reach(KillPoint.Planned);
        LogPlanned(study.StudyUid, routed.Count, jobs);
        if (jobs > 0)
        {
            signals.JobQueued.Raise();
        }

        return true;
    }

    [LoggerMessage(3000, LogLevel.Information, "Study {StudyUid} has {Units} units; {Jobs} jobs were queued")]
    private partial void LogPlanned(string studyUid, int units, int jobs);

    [LoggerMessage(3001, LogLevel.Information, "{Jobs} queued jobs follow their models to the releases that serve now")]
    private partial void LogFollow(int jobs);
}
