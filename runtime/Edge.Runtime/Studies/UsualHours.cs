namespace Edge.Runtime.Studies;

/// <summary>
/// When a sender usually sends, learned from when it did: the hours of the week in which it sent in half of the weeks or more. A pause is measured in these hours alone, so that
/// nights and weekends are no silence, and a morning without a study is.
/// </summary>
internal sealed class UsualHours
{
    private const int HoursOfWeek = 7 * 24;
    private const int LeastTimes = 20;
    private const int LeastWeeks = 2;
    private static readonly TimeSpan LeastPause = TimeSpan.FromHours(2);

    private readonly bool[] _active;

    private UsualHours(bool[] active) => _active = active;

    /// <summary>The longest pause that is still usual: twice the longest there was, and never less than two hours.</summary>
    public TimeSpan LongestPause { get; private init; }

    /// <summary>Learns from the times at which a sender sent.</summary>
    /// <param name="times">In order.</param>
    /// <returns>Null while there is too little to tell: fewer than 20 times, or two weeks.</returns>
    public static UsualHours? Learn(IReadOnlyList<DateTimeOffset> times)
    {
        int weeks = times.Count < LeastTimes ? 0 : (int)((times[^1] - times[0]).TotalDays / 7);
        if (weeks < LeastWeeks)
        {
            return null;
        }

        var active = new bool[HoursOfWeek];
        foreach (IGrouping<int, int> hour in times
            .Select(at => (Hour: HourOf(at), Week: (int)((times[^1] - at).TotalDays / 7)))
            .Where(one => one.Week < weeks)
            .Distinct()
            .GroupBy(one => one.Hour, one => one.Week))
        {
            active[hour.Key] = hour.Count() * 2 >= weeks;
        }

        var hours = new UsualHours(active);
        TimeSpan longest = TimeSpan.Zero;
        for (int index = 1; index < times.Count; index++)
        {
            TimeSpan pause = hours.Pause(times[index - 1], times[index]);
            longest = pause > longest ? pause : longest;
        }

        return new UsualHours(active) { LongestPause = longest * 2 > LeastPause ? longest * 2 : LeastPause };
    }

    /// <summary>How much of the time between two moments lies in the hours in which it usually sends.</summary>
    public TimeSpan Pause(DateTimeOffset from, DateTimeOffset to)
    {
        TimeSpan pause = TimeSpan.Zero;
        for (DateTimeOffset at = from; at < to;)
        {
            DateTimeOffset next = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset).AddHours(1);
            next = next < to ? next : to;
            pause += _active[HourOf(at)] ? next - at : TimeSpan.Zero;
            at = next;
        }

        return pause;
    }

    private static int HourOf(DateTimeOffset at) => ((int)at.UtcDateTime.DayOfWeek * 24) + at.UtcDateTime.Hour;
}
