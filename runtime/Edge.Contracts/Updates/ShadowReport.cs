namespace Edge.Contracts;

/// <summary>What the runtime says when it is asked to hold a release against the one that serves, over one study.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">Why nothing was compared, or what was.</param>
/// <param name="Digest">Digest of the release's files; null where they could not be read.</param>
/// <param name="Study">The study, where one was compared or passed over, else null.</param>
public sealed record ShadowReport(ShadowOutcome Outcome, string Reason, string? Digest, ShadowStudy? Study = null);

/// <summary>What can come of a comparison.</summary>
public enum ShadowOutcome
{
    /// <summary>Both have read the study.</summary>
    Compared,

    /// <summary>The study cannot be compared; the next one can.</summary>
    PassedOver,

    /// <summary>Nothing to compare, or no time, memory or disk for it; that passes.</summary>
    Waits,

    /// <summary>The release failed for a reason that may pass.</summary>
    FailedForNow,

    /// <summary>The release cannot run.</summary>
    Impossible,
}

/// <summary>A study whose result of the active release was looked at.</summary>
/// <param name="ResultId">The active release's result.</param>
/// <param name="CommittedAt">When that was committed, Unix milliseconds, UTC.</param>
/// <param name="Agreement">How the two compare; null where the study was passed over.</param>
public sealed record ShadowStudy(string ResultId, long CommittedAt, ShadowAgreement? Agreement);
