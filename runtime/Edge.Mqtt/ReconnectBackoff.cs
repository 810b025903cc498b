using System.Security.Cryptography;

namespace Edge.Mqtt;

/// <summary>
/// How long to wait before the next attempt: doubled each time up to a limit, and between half and all of that by chance, so that a fleet
/// that lost its broker at one moment does not come back at one moment.
/// </summary>
internal sealed class ReconnectBackoff(TimeSpan first, TimeSpan longest)
{
    private const int MostDoublings = 30;
    private const int ChanceSteps = 1 << 16;

    private int _failures;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        double whole = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, _failures));
        _failures = Math.Min(_failures + 1, MostDoublings);
        double chance = RandomNumberGenerator.GetInt32(ChanceSteps + 1) / (double)ChanceSteps;
        return TimeSpan.FromMilliseconds(whole * (0.5 + (0.5 * chance)));
    }

    /// <summary>The connection has proved itself: begin again with the first wait.</summary>
    public void Reset() => _failures = 0;
}
