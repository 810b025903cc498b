using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Feed;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Looks for releases when it is time or somebody asks, and takes turns of the machine. Everything that changes an update happens here, one thing at a
/// time; a download gives way to whoever comes, and goes on where it was.
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
    private readonly SemaphoreSlim _try = new(0, 1);
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

    private async Task<string?> LookAsync(string? source, bool isAsked, CancellationToken cancellation)
    {
        await TakeTurnAsync(cancellation);
        try
        {
            await feed.RefreshAsync(source, cancellation);
            intake.Take(feed.Offers, source, isAsked);
            InterruptWhatMoved();
            journal.SetMark(LastCheckMark, time.GetUtcNow().ToUnixTimeMilliseconds());
            _problem = null;
        }
        catch (Exception failure) when (failure is TrustException or IOException or UnauthorizedAccessException)
        {
            _problem = failure.Message;
            _failedAt = time.GetUtcNow();
            LogCheckFailed(failure.Message);
        }
        finally
        {
            _turn.Release();
        }

        Wake();
        return _problem;
    }

    /// <summary>Says yes to what an update waits for: its approval, or too few results to judge it.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public string? Approve(string model)
    {
        if (OpenOf(model) is not { State: UpdateState.Offered or UpdateState.Probation } update)
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
        await TakeTurnAsync(cancellation);
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

            if (!serves)
            {
                slots.Remove(update.Model, update.ToVersion);
            }

            journal.Move(update, serves ? UpdateState.RollingBack : UpdateState.Cancelled, $"{who} called it off.");
            InterruptWhatMoved();
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
        _try.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var together = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task[] loops = [KeepLookingAsync(together.Token), KeepTurningAsync(together.Token), KeepTryingAsync(together.Token)];
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

            // Whatever the clock does meanwhile: it is asked again within the hour.
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, LeastWait.Ticks, UpdateMachine.LongestWait.Ticks)), time, stoppingToken);
        }
    }

    private async Task KeepTurningAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan wait = await TurnAsync(stoppingToken);

            // A turn may have put a release where it can be tried.
            Wake(_try);
            await WaitAsync(_look, wait, stoppingToken);
        }
    }

    private async Task KeepTryingAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan wait = await machine.QualifyAsync(_turn, stoppingToken);
            if (wait == TimeSpan.Zero)
            {
                // What was tried goes on.
                Wake();
            }

            await WaitAsync(_try, wait, stoppingToken);
        }
    }

    /// <summary>The turn, at once where only a download has it.</summary>
    private Task TakeTurnAsync(CancellationToken cancellation)
    {
        Task turn = _turn.WaitAsync(cancellation);
        machine.Interrupt(static update => update.State == UpdateState.Downloading);
        return turn;
    }

    /// <summary>Ends acts of updates that have left the state whose act it is.</summary>
    private void InterruptWhatMoved() => machine.Interrupt(update => journal.Get(update.Id).Transitions != update.Transitions);

    private TimeSpan UntilCheck()
    {
        TimeSpan every = TimeSpan.FromMinutes(config.CheckMinutes);
        if (_problem is not null)
        {
            return _failedAt + (every < FailedCheckWait ? every : FailedCheckWait) - time.GetUtcNow();
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
