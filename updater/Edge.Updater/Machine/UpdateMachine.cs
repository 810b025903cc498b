using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;

namespace Edge.Updater.Machine;

/// <summary>
/// Brings every update from state to state: the state is journalled, then its act is done. Attempts in a state and states in all are capped, so that no
/// update lasts for ever. One turn at a time.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="steps">The act of each state.</param>
/// <param name="log">Told of each state.</param>
/// <param name="time">Says what is due.</param>
internal sealed partial class UpdateMachine(
    UpdateJournal journal, IReadOnlyDictionary<UpdateState, UpdateStep> steps, ILogger<UpdateMachine> log, TimeProvider time)
{
    /// <summary>Failures in one state, after which the update ends.</summary>
    public const int AttemptsMax = 6;

    /// <summary>States of one update in all.</summary>
    public const int TransitionsMax = 32;

    /// <summary>Longest wait between two looks.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstFailureWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RuntimeWait = TimeSpan.FromSeconds(30);

    /// <summary>Takes every update that is due as far as it goes.</summary>
    /// <returns>How long nothing will be due.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        TimeSpan wait = LongestWait;
        foreach (UpdateRow open in journal.Open())
        {
            UpdateRow update = open;
            while (!update.IsOver && update.NotBefore <= time.GetUtcNow())
            {
                cancellation.ThrowIfCancellationRequested();
                await StepAsync(update, cancellation);
                update = journal.Get(update.Id);
            }

            if (!update.IsOver && update.NotBefore - time.GetUtcNow() < wait)
            {
                wait = update.NotBefore - time.GetUtcNow();
            }
        }

        return wait;
    }

    /// <summary>The state that follows where an act has failed for good: what began to serve goes back, what did not is left.</summary>
    private static UpdateState GivenUp(UpdateState state) => state switch
    {
        UpdateState.Activating or UpdateState.Probation => UpdateState.RollingBack,
        UpdateState.Qualifying or UpdateState.RollingBack => UpdateState.Quarantined,
        _ => UpdateState.Rejected,
    };

    private async Task StepAsync(UpdateRow update, CancellationToken cancellation)
    {
        StepResult result = update.Transitions >= TransitionsMax
            ? StepResult.To(UpdateState.Quarantined, $"It went through {update.Transitions} states without an end. Report this with the journal.")
            : await ActAsync(update, cancellation);
        if (result.Next is { } next)
        {
            journal.Move(update, next, result.Reason);
            LogMoved(update.Model, update.ToVersion, next, result.Reason);
        }
        else if (!result.IsFailure)
        {
            journal.Stay(update, result.Reason, result.Wait, isFailure: false);
        }
        else if (update.Attempts + 1 >= AttemptsMax)
        {
            journal.Move(update, GivenUp(update.State), $"It failed {AttemptsMax} times: {result.Reason}");
            LogMoved(update.Model, update.ToVersion, GivenUp(update.State), result.Reason);
        }
        else
        {
            journal.Stay(update, result.Reason, FirstFailureWait * (1 << update.Attempts), isFailure: true);
            LogFailed(update.Model, update.ToVersion, update.State, update.Attempts + 1, result.Reason);
        }
    }

    private async Task<StepResult> ActAsync(UpdateRow update, CancellationToken cancellation)
    {
        try
        {
            return await steps[update.State](update, cancellation);
        }
        catch (RuntimeDownException down)
        {
            return StepResult.Waits(down.Message, RuntimeWait);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TrustException)
        {
            return StepResult.Failed(failure.Message);
        }
    }

    [LoggerMessage(6000, LogLevel.Information, "The update of {Model} to {Version} is {State}: {Reason}")]
    private partial void LogMoved(string model, string version, UpdateState state, string reason);

    [LoggerMessage(6001, LogLevel.Warning, "The update of {Model} to {Version} failed in {State}, attempt {Attempt}: {Reason}")]
    private partial void LogFailed(string model, string version, UpdateState state, int attempt, string reason);
}
