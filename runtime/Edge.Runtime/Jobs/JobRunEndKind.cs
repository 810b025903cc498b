namespace Edge.Runtime.Jobs;

/// <summary>The ways a run of a job can end.</summary>
internal enum JobRunEndKind
{
    /// <summary>The process says that its result is written.</summary>
    Finished,

    /// <summary>The process says that its result is written, and that it failed for a reason that may pass.</summary>
    FinishedForNow,

    /// <summary>The process ended, or had to be ended; the job counts as the cause.</summary>
    Died,

    /// <summary>An operator cancelled the job; the process may still be at it, and must be disposed of.</summary>
    Cancelled,

    /// <summary>The process ended for another reason: from outside, or because the disk did not take its result.</summary>
    Interrupted,
}
