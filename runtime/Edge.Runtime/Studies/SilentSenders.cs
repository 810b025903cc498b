using System.Globalization;
using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Studies;

/// <summary>Says which scanner has sent nothing for longer than it usually does. Whoever has sent nothing for five weeks is forgotten.</summary>
internal sealed class SilentSenders(EdgeStore store, FaultBoard faults, TimeProvider time)
{
    /// <summary>How often it is worth a look.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(10);

    private const int MaxStudies = 100_000;
    private const int MaxDescribed = 5;

    private static readonly TimeSpan Memory = TimeSpan.FromDays(35);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<(string Sender, long First, long Last)> studies = store.Read(connection => connection.Query<(string, long, long)>(
            "SELECT calling_ae, first_received_at, last_received_at FROM studies WHERE last_received_at >= @from ORDER BY last_received_at DESC LIMIT @MaxStudies",
            new { from = (now - Memory).ToUnixTimeMilliseconds(), MaxStudies }).AsList());
        string[] silent = [.. studies.GroupBy(study => study.Sender, StringComparer.Ordinal).Select(sender => Describe(sender.Key, sender, now)).OfType<string>()];
        if (silent.Length == 0)
        {
            faults.Clear(FaultCatalogue.SenderSilent);
            return;
        }

        string others = silent.Length > MaxDescribed ? $" And {silent.Length - MaxDescribed} others." : "";
        faults.Raise(FaultCatalogue.SenderSilent, string.Join(' ', silent.Take(MaxDescribed)) + others);
    }

    private static string? Describe(string sender, IEnumerable<(string Sender, long First, long Last)> studies, DateTimeOffset now)
    {
        DateTimeOffset[] times = [.. studies.SelectMany(study => new[] { study.First, study.Last }).Distinct().Order().Select(DateTimeOffset.FromUnixTimeMilliseconds)];
        return UsualHours.Learn(times) is { } usual && usual.Pause(times[^1], now) > usual.LongestPause
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{sender} sent last at {times[^1].UtcDateTime:yyyy-MM-dd HH:mm} UTC; of the hours in which it usually sends {usual.Pause(times[^1], now).TotalHours:0.#} have passed since.")
            : null;
    }
}
