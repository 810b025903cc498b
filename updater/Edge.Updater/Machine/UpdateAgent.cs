using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Feed;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Looks for releases when it is time or somebody asks, and takes turns of the machine. Everything that changes an update happens here, one thing at a
/// time; releases are fetched and tried beside that. A download gives way to a look, and goes on where it was.
/// </summary>
internal sealed partial class UpdateAgent(
    UpdatesConfig config,
    UpdateJournal journal,
    ModelSlots slots,
    ReleaseFeed feed,
    FlooredClock clock,
    OfferIntake intake,
    UpdateMachine machine,
    ILogger<UpdateAgent> log,
    TimeProvider time) : BackgroundService
{
    private const string LastCheckMark = "last-check";
    private const int UpdatesShown = 100;

    /// <summary>A look that failed is repeated after so long, or when the next is due.</summary>
    private static readonly TimeSpan FailedCheckWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _look = new(0, 1);
    private readonly SemaphoreSlim _fetch = new(0, 1);
    private readonly SemaphoreSlim _try = new(0, 1);
    private readonly SemaphoreSlim _looked = new(0, 1);
    private string? _problem;
    private DateTimeOffset _failedAt;

    /// <summary>What there is to say; safe at any time.</summary>
    public UpdaterStatus Status() => new(
        clock.IsSure,
        journal.Mark(LastCheckMark) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        _problem,
        [.. journal.Last(UpdatesShown).Select(update => update.ToView())],
        slots.Suspended());

    /// <summary>Looks for releases now.</summary>
    /// <param name="source">A directory or address to look at alone; null: those of the configuration.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it failed, or null.</returns>
    public Task<string?> CheckAsync(string? source, CancellationToken cancellation) => LookAsync(source, isAsked: true, cancellation);

    /// <summary>Looks for releases now because somebody who proves nothing says that there are some: what was rejected or called off before stays so.</summary>
    /// <inheritdoc cref="CheckAsync" path="/returns"/>
    public Task<string?> HeedHintAsync(CancellationToken cancellation) => LookAsync(null, isAsked: false, cancellation);

    private async Task<string?> LookAsync(string? source, bool isAsked, CancellationToken cancellation)
    {
        string? problem = null;
        await feed.Gate.LookAsync(
            async () =>
            {
                try
                {
                    await feed.RefreshAsync(source, cancellation);
                    await InTurnAsync(() => intake.Take(feed.Offers, source, isAsked), cancellation);
                    journal.SetMark(LastCheckMark, time.GetUtcNow().ToUnixTimeMilliseconds());
                }
                catch (Exception failure) when (failure is TrustException or IOException or UnauthorizedAccessException)
                {
                    problem = failure.Message;
                    _failedAt = time.GetUtcNow();
                    LogCheckFailed(failure.Message);
                }

                _problem = problem;
            },
            cancellation);
        Wake(_looked);
        Wake();
        return problem;
    }

    /// <summary>It is the turn of these releases in a rollout: offers of them are looked at now.</summary>
    public void Hasten(IReadOnlyCollection<NotifiedRelease> releases)
    {
        foreach (UpdateRow update in journal.Open().Where(open => open.State == UpdateState.Offered && releases.Contains(new NotifiedRelease(open.Model, open.ToVersion))))
        {
            journal.Hasten(update);
        }

        Wake();
    }

    /// <summary>Says yes to what an update waits for: its approval, or too few studies or results to judge it.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public string? Approve(string model)
    {
        if (OpenOf(model) is not { State: UpdateState.Offered or UpdateState.Shadow or UpdateState.Probation } update)
        {
            return $"No update of {model} waits for approval.";
        }

        journal.Approve(update);
        Wake();
        return null;
    }

    /// <summary>Takes back what serves on probation, or calls off what does not serve yet.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public async Task<string?> RollBackAsync(string model, string who, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (OpenOf(model) is not { } update)
            {
                return $"No update of {model} is under way.";
            }

            bool serves = update.State is UpdateState.Activating or UpdateState.Probation;
            if (update.State == UpdateState.RollingBack)
            {
                return null;
            }

            // Whoever writes its files has ended before they are removed.
            await machine.InterruptAsync(under => under.Id == update.Id);
            if (!serves)
            {
                slots.Remove(update.Model, update.ToVersion);
            }

            journal.Move(update, serves ? UpdateState.RollingBack : UpdateState.Cancelled, $"{who} called it off.");
        }
        finally
        {
            _turn.Release();
        }

        Wake();
        return null;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
        _look.Dispose();
        _fetch.Dispose();
        _try.Dispose();
        _looked.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var together = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task[] loops =
            [
                KeepLookingAsync(together.Token),
                KeepTurningAsync(together.Token),
                KeepDoingAsync(machine.DownloadAsync, _fetch, together.Token),
                KeepDoingAsync(machine.QualifyAsync, _try, together.Token),
            ];
            Task ended = await Task.WhenAny(loops);
            await together.CancelAsync();
            await Task.WhenAll(loops).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await ended;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The journal knows where each update stands.
        }
    }

    private async Task KeepLookingAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan wait = UntilCheck();
            if (wait <= TimeSpan.Zero)
            {
                await LookAsync(null, isAsked: false, stoppingToken);
                wait = UntilCheck();
            }

            // A look that somebody else asked for may have failed meanwhile. Whatever the clock does: it is asked again within the hour.
            await WaitAsync(_looked, TimeSpan.FromTicks(Math.Clamp(wait.Ticks, LeastWait.Ticks, UpdateMachine.LongestWait.Ticks)), stoppingToken);
        }
    }

    private async Task KeepTurningAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan wait = await TurnAsync(stoppingToken);

            // A turn may have put a release where it can be fetched or tried.
            Wake(_fetch);
            Wake(_try);
            await WaitAsync(_look, wait, stoppingToken);
        }
    }

    private async Task KeepDoingAsync(Func<SemaphoreSlim, CancellationToken, Task<TimeSpan>> act, SemaphoreSlim woken, CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan wait = await act(_turn, stoppingToken);
            if (wait == TimeSpan.Zero)
            {
                // What was fetched or tried goes on.
                Wake(_look);
            }

            await WaitAsync(woken, wait, stoppingToken);
        }
    }

    /// <summary>Changes updates, and ends acts of those that have left the state whose act it is.</summary>
    private async Task InTurnAsync(Action change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            change();
            _ = machine.InterruptAsync(update => journal.Get(update.Id).Transitions != update.Transitions);
        }
        finally
        {
            _turn.Release();
        }
    }

    private TimeSpan UntilCheck()
    {
        TimeSpan every = TimeSpan.FromMinutes(config.CheckMinutes);
        if (_problem is not null)
        {
            // A clock that was set back since then says nothing about how long ago that was.
            TimeSpan ago = time.GetUtcNow() - _failedAt;
            return ago < TimeSpan.Zero ? TimeSpan.Zero : (every < FailedCheckWait ? every : FailedCheckWait) - ago;
        }

        if (feed.Source is null || journal.Mark(LastCheckMark) is not { } at)
        {
            return TimeSpan.Zero;
        }

        // One that lies ahead of the clock was written by a clock that ran ahead.
        TimeSpan since = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at);
        return since < TimeSpan.Zero ? TimeSpan.Zero : every - since;
    }

    private async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await machine.TurnAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WaitAsync(SemaphoreSlim woken, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait > TimeSpan.Zero)
        {
            using var late = new CancellationTokenSource(wait, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            try
            {
                await woken.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // It is time.
            }
        }
    }

    private UpdateRow? OpenOf(string model) => journal.Open().FirstOrDefault(update => update.Model == model);

    private void Wake()
    {
        Wake(_look);
        Wake(_fetch);
        Wake(_try);
    }

    private static void Wake(SemaphoreSlim sleeper)
    {
        try
        {
            sleeper.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
    }

    [LoggerMessage(6002, LogLevel.Warning, "Looking for releases failed: {Problem}")]
    private partial void LogCheckFailed(string problem);
}
