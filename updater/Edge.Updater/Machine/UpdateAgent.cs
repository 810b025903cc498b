using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Feed;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>Looks for releases when it is time or somebody asks, and takes turns of the machine. Everything that changes an update happens here, one thing at a time.</summary>
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

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _look = new(0, 1);
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
    public async Task<string?> CheckAsync(string? source, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await feed.RefreshAsync(source, cancellation);
            intake.Take(feed.Offers, source);
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
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                TimeSpan untilCheck = UntilCheck();
                if (untilCheck <= TimeSpan.Zero)
                {
                    await CheckAsync(null, stoppingToken);
                    untilCheck = UntilCheck();
                }

                TimeSpan wait = await TurnAsync(stoppingToken);
                await WaitAsync(wait < untilCheck ? wait : untilCheck, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The journal knows where each update stands.
        }
    }

    private TimeSpan UntilCheck()
    {
        TimeSpan every = TimeSpan.FromMinutes(config.CheckMinutes);
        if (_problem is not null && every > FailedCheckWait)
        {
            return _failedAt + FailedCheckWait - time.GetUtcNow();
        }

        DateTimeOffset? last = feed.Source is null ? null : journal.Mark(LastCheckMark) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
        return _problem is not null ? _failedAt + every - time.GetUtcNow() : last is { } looked ? looked + every - time.GetUtcNow() : TimeSpan.Zero;
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

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        if (wait > TimeSpan.Zero)
        {
            using var late = new CancellationTokenSource(wait, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            try
            {
                await _look.WaitAsync(either.Token);
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
        try
        {
            _look.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
    }

    [LoggerMessage(6002, LogLevel.Warning, "Looking for releases failed: {Problem}")]
    private partial void LogCheckFailed(string problem);
}
