using Edge.Contracts;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>Puts a release beside the active one and has the runtime try it: its engine is made and its golden cases run, while the active one serves.</summary>
internal sealed class QualifyStep(ModelSlots slots, RuntimeSocket runtime)
{
    /// <summary>The act of <see cref="UpdateState.Staged"/>.</summary>
    public Task<StepResult> PublishAsync(UpdateRow update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        slots.Publish(update.Model, update.ToVersion);
        return Task.FromResult(StepResult.To(UpdateState.Qualifying, "It is in the model store."));
    }

    /// <summary>The act of <see cref="UpdateState.Qualifying"/>.</summary>
    public async Task<StepResult> TryAsync(UpdateRow update, CancellationToken cancellation)
    {
        QualifyReport report = await runtime.QualifyAsync(update.Model, update.ToVersion, cancellation);
        if (report is { Passed: false, MayPass: true })
        {
            return StepResult.Failed(report.Reason);
        }

        if (!report.Passed)
        {
            slots.Remove(update.Model, update.ToVersion);
            return StepResult.To(UpdateState.Quarantined, report.Reason);
        }

        return report.Digest == update.Digest
            ? StepResult.To(IsCompared(update) ? UpdateState.Shadow : UpdateState.WaitingWindow, report.Reason)
            : StepResult.Failed($"The runtime tried files with the digest {report.Digest}; what was verified has {update.Digest}. Check the disk.");
    }

    /// <summary>True where the maker asks for it and something serves that it can be held against.</summary>
    private bool IsCompared(UpdateRow update) =>
        slots.PointerOf(update.Model) is not null && ReleaseManifest.Read(slots.ReleaseOf(update.Model, update.ToVersion)).Shadow is not null;
}
