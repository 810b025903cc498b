using System.Security.Cryptography;

namespace Edge.Runtime.Commitment;

/// <summary>How long a peer that could not be asked or told is left alone: doubled each time, and between half and all of that by chance.</summary>
internal static class RetryWait
{
    /// <summary>The first wait.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const int MostDoublings = 20;
    private const int ChanceSteps = 1 << 16;

    /// <summary>The wait after a number of attempts, 0 for the first.</summary>
    public static TimeSpan After(long attempts)
    {
        double whole = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(attempts, MostDoublings)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (0.5 * RandomNumberGenerator.GetInt32(ChanceSteps + 1) / ChanceSteps)));
    }
}
