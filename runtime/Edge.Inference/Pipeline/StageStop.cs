using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>Why a job ends before it has findings. It is an outcome, not an error: the job still has a result.</summary>
/// <param name="Outcome">Not applicable or failed.</param>
/// <param name="Reason">What an operator reads; ends with what to do.</param>
internal sealed record StageStop(ResultOutcome Outcome, string Reason)
{
    /// <summary>True when the same files may do another time, since reading or loading them failed and not what they hold.</summary>
    public bool MayPass { get; init; }

    /// <summary>The model does not apply to this input.</summary>
    public static StageStop NotApplicable(string reason) => new(ResultOutcome.NotApplicable, reason);

    /// <summary>The job cannot be done.</summary>
    public static StageStop Failed(string reason) => new(ResultOutcome.Failed, reason);

    /// <summary>A file could not be read, or a model not be loaded.</summary>
    public static StageStop Unreadable(string reason) => new(ResultOutcome.Failed, reason) { MayPass = true };
}
