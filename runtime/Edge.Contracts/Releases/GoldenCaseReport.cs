namespace Edge.Contracts;

/// <summary>How a golden case ended here, stage by stage.</summary>
/// <param name="Case">The case.</param>
/// <param name="Diverges">The first stage that does not agree: one of <paramref name="Stages"/>, <c>outcome</c>, <c>probes</c>, <c>findings</c> or <c>segments</c>; null when all agree.</param>
/// <param name="Reason">In what; null when all agree.</param>
/// <param name="Stages">Every stage that was reached, in order.</param>
public sealed record GoldenCaseReport(string Case, string? Diverges, string? Reason, IReadOnlyList<StageReport> Stages);

/// <summary>What one stage left behind.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Statistics">Of all values; null when one is no finite number.</param>
/// <param name="Sha256">Of all values, as <see cref="GoldenStage.Sha256"/>.</param>
/// <param name="Agreement">How it compares with what the maker expects; null where the case says nothing of it.</param>
/// <param name="DumpFile">The file its values were written to, relative to the folder asked for; null when nothing was asked.</param>
public sealed record StageReport(
    string Stage, IReadOnlyList<long> Shape, GoldenStatistics? Statistics, string Sha256, StageAgreement? Agreement, string? DumpFile);

/// <summary>How a stage compares with what was expected of it.</summary>
/// <param name="Agrees">True when every value compared is within the tolerance.</param>
/// <param name="Problem">What does not agree, in words; null when all does.</param>
/// <param name="Greatest">The greatest difference, measured in tolerances; null when nothing was compared value by value.</param>
/// <param name="Tolerance">The tolerance.</param>
public sealed record StageAgreement(bool Agrees, string? Problem, StageDifference? Greatest, Tolerance Tolerance);

/// <summary>One difference.</summary>
/// <param name="Where">The place, <c>[0,12,7]</c>, or the statistic: <c>min</c>, <c>max</c>, <c>mean</c>, <c>std</c>.</param>
/// <param name="Value">The value here; null when it is no finite number.</param>
/// <param name="Expected">The value the maker expects.</param>
/// <param name="Allowed">Largest difference allowed there.</param>
public sealed record StageDifference(string Where, double? Value, double Expected, double Allowed);
