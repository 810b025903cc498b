using System.Security.Cryptography;

namespace Edge.Runtime.Jobs;

/// <summary>How long to wait before the inference process is started again: doubling from the first, with jitter, up to a limit.</summary>
internal sealed class RestartBackoff
{
    /// <summary>Longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private const int JitterPercent = 20;
    private const int DoublingsMax = 10;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends in a row since a job last finished.</summary>
    public int Failures { get; private set; }

    /// <summary>A job finished: the next wait is the first again.</summary>
    public void Succeeded() => Failures = 0;

    /// <summary>The process ended, or did not start.</summary>
    /// <returns>How long to wait before it is started again.</returns>
    public TimeSpan Failed()
    {
        TimeSpan wait = First * (1 << Math.Min(Failures, DoublingsMax));
        Failures++;
        return Jittered(wait < Longest ? wait : Longest);
    }

    /// <summary>A time up to a fifth longer, so that many do not act at once.</summary>
    public static TimeSpan Jittered(TimeSpan time) => time * (1 + (RandomNumberGenerator.GetInt32(JitterPercent + 1) / 100.0));
}
