namespace Edge.Runtime.Studies;

/// <summary>
/// Tells how long studies have been silent. Silence is measured with the monotonic clock from the moment a change was first seen; the wall clock
/// only tells how long before that moment the change was, and no longer than since the look before. Setting the wall clock can therefore neither
/// complete a study early nor hold it for ever.
/// </summary>
internal sealed class SilenceClock(TimeProvider time)
{
    private readonly Dictionary<string, (ReceivingStudy Study, long SeenAt, TimeSpan Before)> _seen = new(StringComparer.Ordinal);
    private long? _lookedAt;

    /// <summary>Measures the silence of every study that is being received, and forgets the others.</summary>
    /// <param name="receiving">All of them.</param>
    public IReadOnlyList<(ReceivingStudy Study, TimeSpan Silence)> Look(IReadOnlyList<ReceivingStudy> receiving)
    {
        long now = time.GetTimestamp();
        HashSet<string> present = [.. receiving.Select(study => study.StudyUid)];
        foreach (string gone in _seen.Keys.Where(uid => !present.Contains(uid)).ToList())
        {
            _seen.Remove(gone);
        }

        var silences = new List<(ReceivingStudy, TimeSpan)>(receiving.Count);
        foreach (ReceivingStudy study in receiving)
        {
            silences.Add((study, Silence(study, now)));
        }

        _lookedAt = now;
        return silences;
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
