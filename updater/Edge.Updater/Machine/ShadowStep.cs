using Edge.Contracts;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Has a release read the studies that the one that serves has read since it came here, one at a time, and judges it by the bounds of its manifest. Too much disagreement, more
/// time or more memory give it up; enough agreement lets it go on. Too few studies never pass: an operator decides then.
/// </summary>
internal sealed class ShadowStep(UpdateJournal journal, ModelSlots slots, RuntimeSocket runtime, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <summary>The act of <see cref="UpdateState.Shadow"/>.</summary>
    public async Task<StepResult> RunAsync(UpdateRow update, CancellationToken cancellation)
    {
        if (ReleaseManifest.Read(slots.ReleaseOf(update.Model, update.ToVersion)).Shadow is not { } plan)
        {
            return StepResult.To(UpdateState.WaitingWindow, "Its makers ask for no comparison.");
        }

        // 1. What the journal has may decide it.
        IReadOnlyList<ShadowStudy> studies = Studies(update);
        var verdict = new ShadowVerdict(plan, studies);
        if (verdict.WhyNot(update.FromVersion ?? "the release that serves") is { } against)
        {
            return StepResult.To(UpdateState.Quarantined, against);
        }

        if (verdict.IsEnough || update.IsApproved)
        {
            return StepResult.To(UpdateState.WaitingWindow, verdict.Progress() + (verdict.IsEnough ? "" : " An operator let it go on."));
        }

        // 2. The next study.
        (long since, string after) = studies.Count > 0 ? (studies[^1].CommittedAt, studies[^1].ResultId) : (update.Since.ToUnixTimeMilliseconds(), "");
        ShadowReport report = await runtime.ShadowAsync(update.Model, update.ToVersion, since, after, cancellation);
        if (report.Digest is not null && report.Digest != update.Digest)
        {
            return StepResult.Failed($"The runtime tried files with the digest {report.Digest}; what was verified has {update.Digest}. Check the disk.");
        }

        switch (report)
        {
            case { Study: { } study }:
                journal.NoteShadow(update.Id, study);
                return StepResult.Waits(Words(new ShadowVerdict(plan, [.. studies, study]), study.Agreement is null ? report.Reason : null), TimeSpan.Zero);
            case { Outcome: ShadowOutcome.FailedForNow }:
                return StepResult.Failed(report.Reason);
            case { Outcome: ShadowOutcome.Impossible }:
                return StepResult.To(UpdateState.Quarantined, report.Reason);
            default:
                return StepResult.Waits(Words(verdict, report.Reason) + Late(update, plan), Look);
        }
    }

    /// <summary>What was compared. Where a clock that ran ahead wrote when the release came here, and was set back, studies count from now on.</summary>
    private IReadOnlyList<ShadowStudy> Studies(UpdateRow update)
    {
        IReadOnlyList<ShadowStudy> studies = journal.ShadowStudies(update.Id);
        if (studies.Count == 0 && time.GetUtcNow() is var now && update.Since > now)
        {
            journal.NoteShadow(update.Id, new ShadowStudy("", now.ToUnixTimeMilliseconds(), null));
            return journal.ShadowStudies(update.Id);
        }

        return studies;
    }

    private static string Words(ShadowVerdict verdict, string? more) => $"{verdict.Progress()} {more}".TrimEnd();

    private string Late(UpdateRow update, ShadowPlan plan) => time.GetUtcNow() - update.Since < TimeSpan.FromHours(plan.LongestHours)
        ? ""
        : $" After {plan.LongestHours} hours these are too few to judge. edgectl update approve {update.Model} lets it go on, edgectl update roll-back {update.Model} calls it off.";
}
