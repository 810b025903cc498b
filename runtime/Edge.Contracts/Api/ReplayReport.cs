namespace Edge.Contracts;

/// <summary>A result that was run again, compared with what was committed.</summary>
/// <param name="ResultId">The result.</param>
/// <param name="Verdict">How the two compare.</param>
/// <param name="Reason">Why it could not be run again, ending with what to do; null when it was.</param>
/// <param name="Differences">What differs, at most <see cref="DifferenceCountMax"/>; empty for an identical one.</param>
/// <param name="Was">What made the committed one.</param>
/// <param name="Now">What made it again.</param>
public sealed record ReplayReport(
    string ResultId, ReplayVerdict Verdict, string? Reason, IReadOnlyList<ReplayDifference> Differences, ReplayMaker? Was = null, ReplayMaker? Now = null)
{
    /// <summary>Differences told at most.</summary>
    public const int DifferenceCountMax = 100;

    /// <summary>One that could not be run again.</summary>
    public static ReplayReport Impossible(string resultId, string reason) => new(resultId, ReplayVerdict.Impossible, reason, []);
}

/// <summary>What made a result.</summary>
/// <param name="Engine">What ran the model; null when nothing ran.</param>
/// <param name="InferenceVersion">Version of the inference process; null when none finished the job.</param>
public sealed record ReplayMaker(EngineUsed? Engine, string? InferenceVersion);

/// <summary>One thing that differs.</summary>
/// <param name="Where">Path in <c>result.json</c>, or a file and an attribute of it.</param>
/// <param name="Was">As committed; null where it was absent, or is too long to be told.</param>
/// <param name="Now">As made again; null where it is absent, or is too long to be told.</param>
/// <param name="IsWithinTolerance">
/// True for a number within the tolerance of the model's manifest, and for an attribute other than pixels of an object that both have.
/// </param>
public sealed record ReplayDifference(string Where, string? Was, string? Now, bool IsWithinTolerance);
