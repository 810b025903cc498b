namespace Edge.Runtime.Jobs;

/// <summary>Keeps a replay from taking anything from a study: it begins when no job runs or is due, and ends at once when one comes.</summary>
internal sealed class ReplayTurn(JobLeases leases, TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Waits until no job runs or is due.</summary>
    /// <returns>False when there was one all the time, for ten minutes.</returns>
    public async Task<bool> WaitAsync(CancellationToken stopping)
    {
        long began = time.GetTimestamp();
        while (!leases.IsIdle())
        {
            if (time.GetElapsedTime(began) > WaitMax)
            {
                return false;
            }

            await Task.Delay(Look, time, stopping);
        }

        return true;
    }

    /// <summary>Runs something for as long as no job is due.</summary>
    /// <param name="act">Ends when its token says so, and gives null then.</param>
    /// <param name="stopping">Ends it too.</param>
    /// <returns>What it gave; null when a job came first.</returns>
    public async Task<T?> RunAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken stopping)
        where T : class
    {
        using var preempted = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<T> acting = act(preempted.Token);
        try
        {
            while (await Task.WhenAny(acting, Task.Delay(Look, time, stopping)) != acting)
            {
                stopping.ThrowIfCancellationRequested();
                if (!leases.IsIdle())
                {
                    await preempted.CancelAsync();
                    break;
                }
            }

            return await acting;
        }
        catch (OperationCanceledException) when (preempted.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await preempted.CancelAsync();
            await ((Task)acting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
