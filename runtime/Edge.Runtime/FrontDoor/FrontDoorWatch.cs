namespace Edge.Runtime.FrontDoor;

/// <summary>Looks now and then at what changes by the passing of time alone.</summary>
internal sealed class FrontDoorWatch(RefusedSenders refused, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            refused.ForgetOld();
            await Task.Delay(Pace, time, stoppingToken);
        }
    }
}
