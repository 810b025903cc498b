using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Brings every update from state to state: the state is journalled, then its act is done. Attempts in a state and states in all are capped, so that no
/// update lasts for ever. One turn at a time; a release is tried beside the turns, since that may take hours.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="slots">The model store, tidied when an update is over.</param>
/// <param name="steps">The act of each state.</param>
/// <param name="log">Told of each state.</param>
/// <param name="time">Says what is due.</param>
internal sealed partial class UpdateMachine(
    UpdateJournal journal, ModelSlots slots, IReadOnlyDictionary<UpdateState, UpdateStep> steps, ILogger<UpdateMachine> log, TimeProvider time)
{
    /// <summary>Failures in one state, after which the update ends.</summary>
    public const int AttemptsMax = 6;

    /// <summary>Failures in one state that have nothing to do with the release, after which the update ends: about four days.</summary>
    public const int OutagesMax = 100;

    /// <summary>Versions of a model that stay in the store beside those that its pointer names; results of the last ones can be run again.</summary>
    public const int VersionsKept = 3;

    /// <summary>States of one update in all.</summary>
    public const int TransitionsMax = 32;

    /// <summary>Longest wait between two looks.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstFailureWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RuntimeWait = TimeSpan.FromSeconds(30);

    /// <summary>Nothing waits longer, the maintenance window included: a time beyond was written by a clock that ran ahead.</summary>
    private static readonly TimeSpan FarthestDue = TimeSpan.FromHours(25);

    private readonly Lock _guard = new();
    private readonly List<(UpdateRow Update, CancellationTokenSource Act)> _acts = [];

    /// <summary>Takes every update that is due as far as it goes, but for trying releases. The caller sees to it that nothing else changes updates meanwhile.</summary>
    /// <returns>How long nothing will be due.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        TimeSpan wait = LongestWait;
        foreach (UpdateRow open in journal.Open())
        {
            UpdateRow update = open;
            while (update is { IsOver: false, State: not UpdateState.Qualifying } && Due(update) <= TimeSpan.Zero)
            {
                cancellation.ThrowIfCancellationRequested();
                if (await ActAsync(update, cancellation) is not { } result)
                {
                    return TimeSpan.Zero;
                }

                Conclude(update, result);
                update = journal.Get(update.Id);
            }

            wait = update.IsOver || update.State == UpdateState.Qualifying || Due(update) >= wait ? wait : Due(update);
        }

        return wait;
    }

    /// <summary>Tries the first release that waits for it.</summary>
    /// <param name="turn">Held while the result is written, and not while the release is tried.</param>
    /// <param name="cancellation">The agent stops.</param>
    /// <returns>How long nothing will be due.</returns>
    public async Task<TimeSpan> QualifyAsync(SemaphoreSlim turn, CancellationToken cancellation)
    {
        UpdateRow? update = journal.Open().Where(static open => open.State == UpdateState.Qualifying).MinBy(Due);
        if (update is null)
        {
            return LongestWait;
        }

        if (Due(update) is var due && due > TimeSpan.Zero)
        {
            return due;
        }

        StepResult? result = await ActAsync(update, cancellation);
        await turn.WaitAsync(cancellation);
        try
        {
            // It may have been called off meanwhile.
            if (result is not null && journal.Get(update.Id).Transitions == update.Transitions)
            {
                Conclude(update, result);
            }
        }
        finally
        {
            turn.Release();
        }

        return TimeSpan.Zero;
    }

    /// <summary>Ends acts that are under way before they are done; their updates stay where the journal has them.</summary>
    public void Interrupt(Func<UpdateRow, bool> which)
    {
        CancellationTokenSource[] acts;
        lock (_guard)
        {
            acts = [.. _acts.Where(under => which(under.Update)).Select(static under => under.Act)];
        }

        foreach (CancellationTokenSource act in acts)
        {
            try
            {
                act.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It was done just now.
            }
        }
    }

    private TimeSpan Due(UpdateRow update)
    {
        TimeSpan due = update.NotBefore - time.GetUtcNow();
        return due > FarthestDue ? TimeSpan.Zero : due;
    }

    /// <summary>The state that follows where an act has failed for good: what began to serve goes back, what did not is left.</summary>
    private static UpdateState GivenUp(UpdateState state) => state switch
    {
        UpdateState.Activating or UpdateState.Probation => UpdateState.RollingBack,
        UpdateState.Qualifying or UpdateState.RollingBack => UpdateState.Quarantined,
        _ => UpdateState.Rejected,
    };

    private void Conclude(UpdateRow update, StepResult result)
    {
        int most = result.IsOutage ? OutagesMax : AttemptsMax;
        if (result.Next is { } next)
        {
            Move(update, next, result.Reason);
        }
        else if (!result.IsFailure)
        {
            journal.Stay(update, result.Reason, result.Wait, isFailure: false);
        }
        else if (update.Attempts + 1 >= most)
        {
            Move(update, GivenUp(update.State), $"It failed {most} times: {result.Reason}");
        }
        else
        {
            TimeSpan wait = FirstFailureWait * Math.Pow(2, Math.Min(update.Attempts, 16));
            journal.Stay(update, result.Reason, wait < LongestWait ? wait : LongestWait, isFailure: true);
            LogFailed(update.Model, update.ToVersion, update.State, update.Attempts + 1, result.Reason);
        }
    }

    private void Move(UpdateRow update, UpdateState next, string reason)
    {
        journal.Move(update, next, reason);
        LogMoved(update.Model, update.ToVersion, next, reason);
        if (next >= UpdateState.Committed)
        {
            Tidy(update);
        }
    }

    /// <summary>Leaves in the store what serves, what served before it, and the last few versions.</summary>
    private void Tidy(UpdateRow over)
    {
        try
        {
            slots.RemoveStaging(over.Model, over.ToVersion);
            foreach (string version in journal.VersionsOf(over.Model).Skip(VersionsKept))
            {
                slots.Remove(over.Model, version);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUntidy(over.Model, failure.Message);
        }
    }

    /// <returns>Null when it was interrupted.</returns>
    private async Task<StepResult?> ActAsync(UpdateRow update, CancellationToken cancellation)
    {
        if (update.Transitions >= TransitionsMax)
        {
            return StepResult.To(UpdateState.Quarantined, $"It went through {update.Transitions} states without an end. Report this with the journal.");
        }

        using var act = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Note(update, act);
        try
        {
            return await steps[update.State](update, act.Token);
        }
        catch (RuntimeDownException down)
        {
            return StepResult.Waits(down.Message, RuntimeWait);
        }
        catch (TrustException refused) when (refused.Failure is not (TrustFailure.Unreachable or TrustFailure.NotFound or TrustFailure.TooSlow or TrustFailure.Store))
        {
            return StepResult.Failed(refused.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TrustException)
        {
            return StepResult.Outage(failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && act.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Forget(act);
        }
    }

    private void Note(UpdateRow update, CancellationTokenSource act)
    {
        lock (_guard)
        {
            _acts.Add((update, act));
        }
    }

    private void Forget(CancellationTokenSource act)
    {
        lock (_guard)
        {
            _acts.RemoveAll(under => under.Act == act);
        }
    }

    [LoggerMessage(6003, LogLevel.Warning, "Old versions of {Model} cannot be removed from the model store: {Problem}")]
    private partial void LogUntidy(string model, string problem);

    [LoggerMessage(6000, LogLevel.Information, "The update of {Model} to {Version} is {State}: {Reason}")]
    private partial void LogMoved(string model, string version, UpdateState state, string reason);

    [LoggerMessage(6001, LogLevel.Warning, "The update of {Model} to {Version} failed in {State}, attempt {Attempt}: {Reason}")]
    private partial void LogFailed(string model, string version, UpdateState state, int attempt, string reason);
}
