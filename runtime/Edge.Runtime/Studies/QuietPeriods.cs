using Edge.Contracts;

namespace Edge.Runtime.Studies;

/// <summary>
/// Tells which studies have been silent for the quiet period of their sender. Silence is measured with the monotonic clock from the moment
/// a change was first seen; the wall clock only tells how long before that moment the change was, and no longer than since the look before.
/// Setting the wall clock can therefore neither complete a study early nor hold it for ever.
/// </summary>
internal sealed class QuietPeriods(StudiesConfig config, TimeProvider time)
{
    private readonly Dictionary<string, (ReceivingStudy Study, long SeenAt, TimeSpan Before)> _seen = new(StringComparer.Ordinal);
    private long? _lookedAt;

    /// <summary>The shortest quiet period of any sender.</summary>
    public TimeSpan Shortest { get; } = TimeSpan.FromSeconds(config.QuietSecondsByCallingAe.Values.Append(config.QuietSeconds).Min());

    /// <summary>The quiet period of a sender.</summary>
    public TimeSpan For(string callingAe) =>
        TimeSpan.FromSeconds(config.QuietSecondsByCallingAe.TryGetValue(callingAe, out double own) ? own : config.QuietSeconds);

    /// <summary>Looks at every study that is being received, and forgets the others.</summary>
    /// <param name="receiving">All of them.</param>
    /// <returns>Those that are due, and the time until the next is; null when none is left.</returns>
    public (IReadOnlyList<ReceivingStudy> Due, TimeSpan? NextIn) Look(IReadOnlyList<ReceivingStudy> receiving)
    {
        long now = time.GetTimestamp();
        HashSet<string> present = [.. receiving.Select(study => study.StudyUid)];
        foreach (string gone in _seen.Keys.Where(uid => !present.Contains(uid)).ToList())
        {
            _seen.Remove(gone);
        }

        var due = new List<ReceivingStudy>();
        TimeSpan? next = null;
        foreach (ReceivingStudy study in receiving)
        {
            TimeSpan left = For(study.CallingAe) - Silence(study, now);
            if (left <= TimeSpan.Zero)
            {
                due.Add(study);
            }
            else if (next is null || left < next)
            {
                next = left;
            }
        }

        _lookedAt = now;
        return (due, next);
    }

    private TimeSpan Silence(ReceivingStudy study, long now)
    {
        if (!_seen.TryGetValue(study.StudyUid, out (ReceivingStudy Study, long SeenAt, TimeSpan Before) seen) || seen.Study != study)
        {
            seen = (study, now, SinceLastObject(study, now));
            _seen[study.StudyUid] = seen;
        }

        return seen.Before + time.GetElapsedTime(seen.SeenAt, now);
    }

    private TimeSpan SinceLastObject(ReceivingStudy study, long now)
    {
        TimeSpan elapsed = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(study.LastReceivedAt);
        TimeSpan most = _lookedAt is { } before ? time.GetElapsedTime(before, now) : TimeSpan.MaxValue;
        return elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed < most ? elapsed : most;
    }
}
