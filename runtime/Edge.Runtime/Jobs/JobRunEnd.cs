namespace Edge.Runtime.Jobs;

/// <summary>How a run of a job ended.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Reason">For anything but finished: what the inference process did, to follow "The inference process".</param>
internal readonly record struct JobRunEnd(JobRunEndKind Kind, string Reason)
{
    /// <summary>The job finished.</summary>
    public static readonly JobRunEnd Finished = new(JobRunEndKind.Finished, string.Empty);

    /// <summary>An operator cancelled the job while it ran.</summary>
    public static readonly JobRunEnd Cancelled = new(JobRunEndKind.Cancelled, string.Empty);

    /// <summary>The job finished with a failure that may pass another time.</summary>
    public static JobRunEnd FinishedForNow(string reason) => new(JobRunEndKind.FinishedForNow, reason);

    /// <summary>The process ended, or had to be ended, while the job ran.</summary>
    public static JobRunEnd Died(string reason) => new(JobRunEndKind.Died, reason);

    /// <summary>The process ended for a reason that is not the job's.</summary>
    public static JobRunEnd Interrupted(string reason) => new(JobRunEndKind.Interrupted, reason);
}
