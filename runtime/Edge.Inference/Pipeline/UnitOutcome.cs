using Edge.Contracts;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Pipeline;

/// <summary>What running a unit gave.</summary>
/// <param name="Stop">Why there are no findings; null when there are.</param>
/// <param name="Findings">The findings; empty after a stop.</param>
/// <param name="Instances">The inputs as far as they were read, in the order used.</param>
/// <param name="Elapsed">Time spent in each stage; a stage that was not reached has none.</param>
internal sealed record UnitOutcome(
    StageStop? Stop, IReadOnlyList<Finding> Findings, IReadOnlyList<SourceInstance> Instances, Dictionary<string, TimeSpan> Elapsed)
{
    /// <summary>How it ended.</summary>
    public ResultOutcome Outcome => Stop?.Outcome ?? ResultOutcome.Completed;
}
