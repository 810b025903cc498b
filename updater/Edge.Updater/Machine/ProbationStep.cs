using System.Globalization;
using Edge.Contracts;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Watches a release that serves. Enough good results commit it; too many failures, jobs that take much longer than with the release before, or outputs that are
/// distributed otherwise take it back. Too few results never pass: an operator decides then.
/// </summary>
internal sealed class ProbationStep(ProbationConfig bounds, ModelSlots slots, RuntimeSocket runtime, OutputDrift drift, UpdateJournal journal, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <summary>How far back the release before is looked at.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(30);

    /// <summary>The act of <see cref="UpdateState.Probation"/>.</summary>
    public async Task<StepResult> RunAsync(UpdateRow update, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset activated = update.ActivatedAt ?? update.Since;
        if (activated > now)
        {
            // A clock that ran ahead wrote it, and was set back: from now on results count.
            activated = now;
            journal.NoteActivated(update.Id, now);
        }

        ServingRecord record = await runtime.RecordAsync(update.Model, update.ToVersion, activated, now, cancellation);
        MonitorPlan? monitor = ReleaseManifest.Read(slots.ReleaseOf(update.Model, update.ToVersion)).Monitor;
        int least = Least(update, monitor);
        int failedMax = (int)(bounds.FailedShareMax * Math.Max(record.Results, bounds.LeastResults));
        if (record.Failed > failedMax)
        {
            return StepResult.To(UpdateState.RollingBack, $"{record.Failed} of {record.Results} results failed; at most {failedMax} may.");
        }

        if (record.Results < least && !update.IsApproved)
        {
            return now - activated < TimeSpan.FromHours(bounds.LongestHours)
                ? StepResult.Waits($"{record.Results} of {least} results so far, {record.Failed} failed.", Look)
                : StepResult.Waits(
                    $"Only {record.Results} of {least} results in {bounds.LongestHours} hours: too few to judge. "
                    + $"edgectl update approve {update.Model} commits it, edgectl update roll-back {update.Model} takes it back.",
                    Look);
        }

        if ((await SlowdownAsync(update, record, activated, cancellation) ?? await drift.WhyNotAsync(update, monitor, activated, Before, cancellation)) is { } outside)
        {
            return StepResult.To(UpdateState.RollingBack, outside);
        }

        slots.Point(update.Model, new ModelPointer(update.ToVersion, update.ToVersion));
        return StepResult.To(UpdateState.Committed, $"{record.Results} results, {record.Failed} failed.");
    }

    /// <summary>Results after which it is judged: where its outputs are watched enough for that.</summary>
    private int Least(UpdateRow update, MonitorPlan? monitor) =>
        monitor?.DriftMax is not null && update.FromVersion is not null ? Math.Max(bounds.LeastResults, OutputDrift.LeastNumbers) : bounds.LeastResults;

    private async Task<string?> SlowdownAsync(UpdateRow update, ServingRecord record, DateTimeOffset activated, CancellationToken cancellation)
    {
        if (update.FromVersion is not { } version || record.P95Ms is not { } now)
        {
            return null;
        }

        ServingRecord before = await runtime.RecordAsync(update.Model, version, activated - Before, activated, cancellation);
        return before.Results >= bounds.LeastResults && before.P95Ms is { } then && now > then * bounds.SlowdownMax
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"95 of 100 jobs take up to {now:0} ms; with {version} it was {then:0} ms, and {bounds.SlowdownMax} times that is allowed.")
            : null;
    }
}
