using System.Security.Cryptography;

namespace Edge.Runtime.Outbox;

/// <summary>How long a row that was not taken waits: doubled with each attempt, and between half and all of that by chance.</summary>
internal static class DeliveryBackoff
{
    /// <summary>The first wait.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int MostDoublings = 20;
    private const int ChanceSteps = 1 << 16;

    /// <summary>The wait after a number of attempts, 0 for the first.</summary>
    public static TimeSpan After(long attempts)
    {
        double whole = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(attempts, MostDoublings)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (0.5 * RandomNumberGenerator.GetInt32(ChanceSteps + 1) / ChanceSteps)));
    }
}
