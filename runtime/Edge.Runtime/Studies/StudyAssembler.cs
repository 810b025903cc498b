using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Studies;

/// <summary>
/// Completes studies by the rules of their sender. It works on committed rows alone: after a crash it goes on with what is there.
/// </summary>
internal sealed partial class StudyAssembler(
    StudyRows rows, CompletionWatch watch, StageSignals signals, DiskRetry disk, TimeProvider time, ILogger<StudyAssembler> log)
    : BackgroundService
{
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Completes every study that is due.</summary>
    /// <returns>The time until the next is due; null when nothing is being received.</returns>
    internal TimeSpan? CompleteDue()
    {
        (IReadOnlyList<DueStudy> due, TimeSpan? next) = watch.Look(rows.Receiving());
        foreach ((ReceivingStudy study, string reason) in due)
        {
            if (rows.Complete(study, reason))
            {
                LogComplete(study.StudyUid, study.Instances, reason);
                signals.StudyComplete.Raise();
            }
            else
            {
                // An object came between the look and the update: look again at once.
                next = ShortestPause;
            }
        }

        return next;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan? next = await disk.UntilDoneAsync("completing studies", CompleteDue, stoppingToken);
            if (next is null)
            {
                await signals.InstanceStored.WaitAsync(IdleLook, time, stoppingToken);
            }
            else
            {
                // Objects that come meanwhile only move what is due away; a new study is due no earlier than the shortest silence of any rule.
                await Task.Delay(Earliest(next.Value), time, stoppingToken);
            }
        }
    }

    private TimeSpan Earliest(TimeSpan next)
    {
        TimeSpan pause = next < watch.Shortest ? next : watch.Shortest;
        return pause < ShortestPause ? ShortestPause : pause;
    }

    [LoggerMessage(2000, LogLevel.Information, "Study {StudyUid} with {Instances} instances was complete: {Reason}")]
    private partial void LogComplete(string studyUid, long instances, string reason);
}
