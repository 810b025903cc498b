namespace Edge.Runtime.Jobs;

/// <summary>How long a job waits whose process ended for a reason that was not its own: longer each time in a row, so that it does not hold up those behind it.</summary>
internal sealed class Interruptions
{
    private const int DoublingsMax = 8;
    private const int JobsMax = 1024;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<long, int> _counts = [];

    /// <summary>A run was interrupted.</summary>
    /// <returns>How long the job waits.</returns>
    public TimeSpan Next(long jobId)
    {
        if (_counts.Count >= JobsMax)
        {
            _counts.Clear();
        }

        int before = _counts.GetValueOrDefault(jobId);
        _counts[jobId] = before + 1;
        return RestartBackoff.Jittered(First * (1 << Math.Min(before, DoublingsMax)));
    }

    /// <summary>A run of the job ended otherwise.</summary>
    public void Forget(long jobId) => _counts.Remove(jobId);
}
