using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Brings every update from state to state: the state is journalled, then its act is done. Attempts in a state and states in all are capped, so that no
/// update lasts for ever. One turn at a time; a release is fetched and tried beside the turns, since either may take hours.
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
    private readonly List<UpdateAct> _acts = [];

    /// <summary>Takes every update that is due as far as it goes, but for fetching and trying releases. The caller sees to it that nothing else changes updates meanwhile.</summary>
    /// <returns>How long nothing will be due.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        TimeSpan wait = LongestWait;
        foreach (UpdateRow open in journal.Open())
        {
            UpdateRow update = open;
            while (!update.IsOver && !IsBeside(update.State) && Due(update) <= TimeSpan.Zero)
            {
                cancellation.ThrowIfCancellationRequested();
                if (await RunAsync(Begin(update, cancellation), cancellation) is not { } result)
                {
                    return TimeSpan.Zero;
                }

                Conclude(update, result);
                update = journal.Get(update.Id);
            }

            wait = update.IsOver || IsBeside(update.State) || Due(update) >= wait ? wait : Due(update);
        }

        return wait;
    }

    /// <summary>Fetches the first release that waits for it.</summary>
    /// <inheritdoc cref="BesideAsync" path="/param"/>
    /// <inheritdoc cref="BesideAsync" path="/returns"/>
    public Task<TimeSpan> DownloadAsync(SemaphoreSlim turn, CancellationToken cancellation) => BesideAsync(IsFetched, turn, cancellation);

    /// <summary>Tries the first release that waits for it: it is qualified, or held against the one that serves over one study.</summary>
    /// <inheritdoc cref="BesideAsync" path="/param"/>
    /// <inheritdoc cref="BesideAsync" path="/returns"/>
    public Task<TimeSpan> QualifyAsync(SemaphoreSlim turn, CancellationToken cancellation) => BesideAsync(IsTried, turn, cancellation);

    /// <summary>Ends acts that are under way before they are done; their updates stay where the journal has them.</summary>
    /// <returns>Done when none of them does anything any more.</returns>
    public Task InterruptAsync(Func<UpdateRow, bool> which)
    {
        UpdateAct[] acts;
        lock (_guard)
        {
            acts = [.. _acts.Where(act => which(act.Update))];
        }

        Array.ForEach(acts, static act => act.Interrupt());
        return Task.WhenAll(acts.Select(static act => act.Ended));
    }

    private static bool IsFetched(UpdateState state) => state == UpdateState.Downloading;

    private static bool IsTried(UpdateState state) => state is UpdateState.Qualifying or UpdateState.Shadow;

    /// <summary>True for the acts that may take long and are done beside the turns.</summary>
    private static bool IsBeside(UpdateState state) => IsFetched(state) || IsTried(state);

    /// <summary>Does an act beside the turns.</summary>
    /// <param name="which">Acts of these states.</param>
    /// <param name="turn">Held while the act is chosen and while its result is written, and not meanwhile: who has it can end the act, and none begins.</param>
    /// <param name="cancellation">The agent stops.</param>
    /// <returns>How long nothing will be due.</returns>
    private async Task<TimeSpan> BesideAsync(Func<UpdateState, bool> which, SemaphoreSlim turn, CancellationToken cancellation)
    {
        UpdateAct act;
        await turn.WaitAsync(cancellation);
        try
        {
            UpdateRow? update = journal.Open().Where(open => which(open.State)).MinBy(Due);
            TimeSpan due = update is null ? LongestWait : Due(update);
            if (update is null || due > TimeSpan.Zero)
            {
                return due;
            }

            act = Begin(update, cancellation);
        }
        finally
        {
            turn.Release();
        }

        StepResult? result = await RunAsync(act, cancellation);
        await turn.WaitAsync(cancellation);
        try
        {
            // It may have been called off meanwhile.
            if (result is not null && journal.Get(act.Update.Id).Transitions == act.Update.Transitions)
            {
                Conclude(act.Update, result);
            }
        }
        finally
        {
            turn.Release();
        }

        return TimeSpan.Zero;
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
        UpdateState.Qualifying or UpdateState.Shadow or UpdateState.RollingBack => UpdateState.Quarantined,
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
            Tidy(update, neverServed: next == UpdateState.Quarantined && update.ActivatedAt is null);
        }
    }

    /// <summary>Leaves in the store what serves, what served before it, and the last few versions; not one that was given up before it served.</summary>
    private void Tidy(UpdateRow over, bool neverServed)
    {
        try
        {
            slots.RemoveStaging(over.Model, over.ToVersion);
            if (neverServed)
            {
                slots.Remove(over.Model, over.ToVersion);
            }

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

    private UpdateAct Begin(UpdateRow update, CancellationToken cancellation)
    {
        var act = new UpdateAct(update, cancellation);
        lock (_guard)
        {
            _acts.Add(act);
        }

        return act;
    }

    /// <returns>Null when it was interrupted.</returns>
    private async Task<StepResult?> RunAsync(UpdateAct act, CancellationToken cancellation)
    {
        UpdateRow update = act.Update;
        try
        {
            StepResult result = update.Transitions >= TransitionsMax
                ? StepResult.To(UpdateState.Quarantined, $"It went through {update.Transitions} states without an end. Report this with the journal.")
                : await steps[update.State](update, act.Token);
            return result == StepResult.GivesWay ? null : result;
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
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && act.Token.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            lock (_guard)
            {
                _acts.Remove(act);
            }

            act.End();
        }
    }

    [LoggerMessage(6003, LogLevel.Warning, "Old versions of {Model} cannot be removed from the model store: {Problem}")]
    private partial void LogUntidy(string model, string problem);

    [LoggerMessage(6000, LogLevel.Information, "The update of {Model} to {Version} is {State}: {Reason}")]
    private partial void LogMoved(string model, string version, UpdateState state, string reason);

    [LoggerMessage(6001, LogLevel.Warning, "The update of {Model} to {Version} failed in {State}, attempt {Attempt}: {Reason}")]
    private partial void LogFailed(string model, string version, UpdateState state, int attempt, string reason);
}
