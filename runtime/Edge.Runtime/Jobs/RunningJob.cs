namespace Edge.Runtime.Jobs;

/// <summary>The job that the inference process runs now, so that an operator can end it. Safe for use by several threads.</summary>
internal sealed class RunningJob
{
    private readonly Lock _lock = new();
    private long _jobId;
    private CancellationTokenSource? _end;

    /// <summary>A job begins. Dispose of what is returned when it has ended.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="stopping">Ends it too.</param>
    /// <returns>Its token ends the run.</returns>
    public CancellationTokenSource Begin(long jobId, CancellationToken stopping)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (_lock)
        {
            (_jobId, _end) = (jobId, end);
        }

        return end;
    }

    /// <summary>It has ended.</summary>
    public void Ended()
    {
        lock (_lock)
        {
            _end = null;
        }
    }

    /// <summary>Ends the run of a job; nothing happens where another runs.</summary>
    public void End(long jobId)
    {
        lock (_lock)
        {
            if (_jobId == jobId)
            {
                _end?.Cancel();
            }
        }
    }
}
