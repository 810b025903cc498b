namespace Edge.Contracts;

/// <summary>What one stage of a golden case must leave behind, computed by the release's maker without this program. docs/golden.md names the stages.</summary>
/// <param name="Stage">The stage: <c>load</c>, <c>preprocess[1] voi-window</c>, <c>infer</c>, <c>postprocess[0] sigmoid</c>.</param>
/// <param name="Shape">Its sizes: [C,H,W] of an image, [D,H,W] of a volume or of labels, [N,C,...] of scores.</param>
/// <param name="Statistics">Of all values; null: not compared.</param>
/// <param name="Probes">Single values; at most <see cref="ProbeCountMax"/>.</param>
/// <param name="Sha256">
/// SHA-256, hexadecimal, of all values in order, last axis fastest, as little-endian float32 (labels: one byte each); null where rounding may differ.
/// </param>
/// <param name="Tolerance">How closely each probe and each statistic must agree.</param>
public sealed record GoldenStage(
    string Stage, IReadOnlyList<long> Shape, GoldenStatistics? Statistics, IReadOnlyList<GoldenProbe> Probes, string? Sha256, Tolerance Tolerance)
{
    /// <summary>Most probes of one stage.</summary>
    public const int ProbeCountMax = 1000;
}

/// <summary>Statistics of all values of a stage.</summary>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Std">Population standard deviation.</param>
public sealed record GoldenStatistics(double Min, double Max, double Mean, double Std);
