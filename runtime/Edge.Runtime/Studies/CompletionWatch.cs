using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Inbox;

namespace Edge.Runtime.Studies;

/// <summary>
/// Tells which studies are complete by the rules of their sender, and why: 1. silence for the quiet period; 2. a shorter silence after the sender
/// released its last association, where that is believed; 3. after the settle time, every series whole (<see cref="WholeStudies"/>). The
/// rules are those of the sender of the last object.
/// </summary>
internal sealed class CompletionWatch(StudiesConfig config, SilenceClock silence, SenderReleases releases, WholeStudies whole)
{
    /// <summary>The shortest silence after which any study of any sender may be due.</summary>
    public TimeSpan Shortest { get; } = config.ByCallingAe.Values.Append(config).Min(ShortestOf);

    /// <summary>Looks at every study that is being received, and forgets the others.</summary>
    /// <param name="receiving">All of them.</param>
    /// <returns>Those that are due, and the time until the next may be; null when none is left.</returns>
    public (IReadOnlyList<DueStudy> Due, TimeSpan? NextIn) Look(IReadOnlyList<ReceivingStudy> receiving)
    {
        var due = new List<DueStudy>();
        TimeSpan? next = null;
        foreach ((ReceivingStudy study, TimeSpan silent) in silence.Look(receiving))
        {
            (string? reason, TimeSpan left) = Decide(study, silent);
            if (reason is not null)
            {
                due.Add(new DueStudy(study, reason));
            }
            else if (next is null || left < next)
            {
                next = left;
            }
        }

        whole.Forget(receiving);
        return (due, next);
    }

    private static TimeSpan ShortestOf(CompletionConfig rules)
    {
        double seconds = Math.Min(rules.QuietSeconds, rules.ReleasedQuietSeconds ?? rules.QuietSeconds);
        return TimeSpan.FromSeconds(HasEarlyRules(rules) ? Math.Min(seconds, rules.SettleSeconds) : seconds);
    }

    private static bool HasEarlyRules(CompletionConfig rules) => rules.Counts.Count > 0 || rules.Stack is not null;

    /// <summary>The reason to complete a study now; else null, and how long until it may be due.</summary>
    private (string? Reason, TimeSpan Left) Decide(ReceivingStudy study, TimeSpan silent)
    {
        CompletionConfig rules = config.For(study.CallingAe);

        // 1.
        TimeSpan quiet = TimeSpan.FromSeconds(rules.QuietSeconds);
        if (silent >= quiet)
        {
            return (InWords(study, $"sent nothing more for {rules.QuietSeconds} s"), TimeSpan.Zero);
        }

        TimeSpan left = quiet - silent;

        // 2.
        if (rules.ReleasedQuietSeconds is { } seconds && releases.SinceRelease(study.CallingAe) is { } since && since <= silent)
        {
            TimeSpan releasedLeft = TimeSpan.FromSeconds(seconds) - since;
            if (releasedLeft <= TimeSpan.Zero)
            {
                return (InWords(study, $"released its association and sent nothing more for {seconds} s"), TimeSpan.Zero);
            }

            left = releasedLeft < left ? releasedLeft : left;
        }

        // 3.
        if (HasEarlyRules(rules))
        {
            TimeSpan settleLeft = TimeSpan.FromSeconds(rules.SettleSeconds) - silent;
            if (settleLeft > TimeSpan.Zero)
            {
                left = settleLeft < left ? settleLeft : left;
            }
            else if (whole.Reason(study, rules) is { } reason)
            {
                return (InWords(study, $"sent nothing more for {rules.SettleSeconds} s, and nothing is missing: {reason}"), TimeSpan.Zero);
            }
        }

        return (null, left);
    }

    private static string InWords(ReceivingStudy study, FormattableString what) => $"{study.CallingAe} {what.ToString(CultureInfo.InvariantCulture)}";
}
