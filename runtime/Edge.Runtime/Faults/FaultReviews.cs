using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Faults;

/// <summary>Does every <see cref="FaultReview"/> at its pace, one after another, the first time at start.</summary>
internal sealed partial class FaultReviews(IEnumerable<FaultReview> reviews, TimeProvider time, ILogger<FaultReviews> log) : BackgroundService
{
    // Task.Delay takes no longer waits than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();

        // Time that passes, whatever somebody sets the clock to.
        long began = time.GetTimestamp();
        Dictionary<FaultReview, TimeSpan> due = reviews.ToDictionary(review => review, _ => TimeSpan.Zero);
        while (due.Count > 0)
        {
            foreach (FaultReview review in due.Where(one => one.Value <= time.GetElapsedTime(began)).Select(one => one.Key).ToArray())
            {
                Look(review);
                due[review] = time.GetElapsedTime(began) + review.Pace;
                stoppingToken.ThrowIfCancellationRequested();
            }

            TimeSpan wait = due.Values.Min() - time.GetElapsedTime(began);
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestWait.Ticks)), time, stoppingToken);
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
