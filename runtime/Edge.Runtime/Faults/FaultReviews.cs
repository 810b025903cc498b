using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Faults;

/// <summary>Does every <see cref="FaultReview"/> at its pace, one after another, the first time at start.</summary>
internal sealed partial class FaultReviews(IEnumerable<FaultReview> reviews, TimeProvider time, ILogger<FaultReviews> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        Dictionary<FaultReview, DateTimeOffset> due = reviews.ToDictionary(review => review, _ => time.GetUtcNow());
        while (due.Count > 0)
        {
            foreach (FaultReview review in due.Where(one => one.Value <= time.GetUtcNow()).Select(one => one.Key).ToArray())
            {
                Look(review);
                due[review] = time.GetUtcNow() + review.Pace;
                stoppingToken.ThrowIfCancellationRequested();
            }

            TimeSpan wait = due.Values.Min() - time.GetUtcNow();
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, stoppingToken);
        }
    }

    private void Look(FaultReview review)
    {
        try
        {
            review.Look();
        }
        catch (Exception failure) when (failure is SqliteException || DiskTrouble.IsDisk(failure))
        {
            LogFailed(review.Name, failure);
        }
    }

    [LoggerMessage(8110, LogLevel.Warning, "Looking at {What} failed; it is done again")]
    private partial void LogFailed(string what, Exception failure);
}
