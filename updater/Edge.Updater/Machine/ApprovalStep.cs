using Edge.Contracts;
using Edge.Updater.Broker;
using Edge.Updater.Feed;
using Edge.Updater.Journal;

namespace Edge.Updater.Machine;

/// <summary>Waits until an offer is approved, and until the clock can be trusted: what has expired could be installed otherwise.</summary>
internal sealed class ApprovalStep(UpdatesConfig config, FlooredClock clock, RolloutTurns turns)
{
    private static readonly TimeSpan ClockLook = TimeSpan.FromMinutes(1);

    /// <summary>The act of <see cref="UpdateState.Offered"/>.</summary>
    public Task<StepResult> RunAsync(UpdateRow update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!clock.IsSure)
        {
            return Task.FromResult(StepResult.Waits(
                $"The system clock says a time before {clock.Floor:u}, which has passed. Set the clock; the update goes on then.", ClockLook));
        }

        return Task.FromResult(config.Approval == UpdateApproval.Automatic ? StepResult.To(UpdateState.Approved, "The configuration approves updates.")
            : update.IsApproved ? StepResult.To(UpdateState.Approved, "It was approved.")
            : config.Approval == UpdateApproval.Technician ? StepResult.Waits($"It waits for approval: edgectl update approve {update.Model}", UpdateMachine.LongestWait)
            : turns.Has(update.Model, update.ToVersion) ? StepResult.To(UpdateState.Approved, "It is its turn in the rollout.")
            : StepResult.Waits($"It waits for its turn in a rollout. To go ahead of it: edgectl update approve {update.Model}", UpdateMachine.LongestWait));
    }
}
