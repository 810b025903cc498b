namespace Edge.Runtime.Faults;

/// <summary>Repeats work that a full or failing disk stopped until it succeeds, and says so on the fault board meanwhile.</summary>
internal sealed partial class DiskRetry(FaultBoard faults, TimeProvider time, ILogger<DiskRetry> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Does <paramref name="work"/>, again and again while the disk is in trouble. It must be safe to repeat.</summary>
    /// <param name="what">What is done, for the log: words that follow "Stopped".</param>
    /// <param name="work">The work; what it throws for another reason passes through.</param>
    /// <param name="cancellationToken">Ends the waiting between attempts.</param>
    /// <exception cref="OperationCanceledException">Cancelled before it succeeded.</exception>
    public async Task<T> UntilDoneAsync<T>(string what, Func<T> work, CancellationToken cancellationToken)
    {
        Fault? raised = null;
        while (true)
        {
            try
            {
                T done = work();
                if (raised is not null)
                {
                    faults.Clear(raised);
                    LogResumed(what);
                }

                return done;
            }
            catch (Exception exception) when (DiskTrouble.IsDisk(exception))
            {
                raised = DiskTrouble.FaultOf(exception);
                faults.Raise(raised, exception.Message);
                LogStopped(what, exception);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    [LoggerMessage(5100, LogLevel.Error, "Stopped {What}: the disk is in trouble; trying again")]
    private partial void LogStopped(string what, Exception exception);

    [LoggerMessage(5101, LogLevel.Information, "Resumed {What}")]
    private partial void LogResumed(string what);
}
